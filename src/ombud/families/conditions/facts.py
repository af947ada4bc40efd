"""The facts of a stored ticket: what conditions are tested on where nothing is being changed."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.tickets.draft import JSON_COLUMNS
from ombud.rules.facts import Facts, Hours, Person

__all__ = ["facts_of_row", "person_of_row"]


def facts_of_row(  # noqa: PLR0913 (what surrounds a ticket is several things)
    row: Row[Any] | Mapping[str, Any],
    now: int,
    today: str,
    *,
    user: Callable[[int], Person | None] = lambda _id: None,
    organization: Callable[[int], Mapping[str, Any] | None] = lambda _id: None,
    metrics: Callable[[], Mapping[str, Any]] = dict,
    schedule: Callable[[int | None], Hours | None] = lambda _id: None,
    current_user_id: int | None = None,
    current_group_ids: frozenset[int] = frozenset(),
) -> Facts:
    """A row of `tickets` as facts; nobody updates it, somebody may look at it."""
    after = dict(row) if isinstance(row, Mapping) else dict(row._mapping)
    for name in JSON_COLUMNS:
        after[name] = msgspec.json.decode(after[name])
    return Facts(
        after=after,
        now=now,
        today=today,
        current_user_id=current_user_id,
        current_group_ids=current_group_ids,
        user=user,
        organization=organization,
        metrics=metrics,
        schedule=schedule,
    )


def person_of_row(
    row: Row[Any],
    default_locale_id: int | None = None,
    default_time_zone: str | None = None,
) -> Person:
    """A row of `users` as a requester, with what the desk has where the user has nothing."""
    return Person(
        id=row.id,
        role=row.role,
        locale_id=default_locale_id if row.locale_id is None else row.locale_id,
        time_zone=default_time_zone if row.time_zone is None else row.time_zone,
        fields=msgspec.json.decode(row.user_fields),
    )
