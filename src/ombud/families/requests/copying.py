"""Who is copied on a request: anybody by address, by id only whom the caller can know."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.requests import queries
from ombud.families.requests.changes import Copies
from ombud.families.tickets.changes import PersonChange
from ombud.values.text import id_in
from ombud.wire.changes import UNSET, Maybe
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["copies_of"]


def copies_of(
    ctx: Context, change: Copies, request: Row[Any] | None = None
) -> Maybe[list[PersonChange]]:
    """The people to add, as changes of tickets name them.

    UNSET when there are none, or when customers copy nobody. Raises Invalid for an id that the
    caller cannot know, and for taking somebody away.
    """
    entries = list(_entries(change))
    if not entries or not ctx.db.cached(settings.load).flag("tickets.comment_email_ccs_allowed"):
        return UNSET
    if not ctx.actor.is_agent:
        _check_known(ctx, entries, request)
    return entries


def _entries(change: Copies) -> Iterator[PersonChange]:
    for given in (change.collaborators, change.collaborator_ids, change.additional_collaborators):
        for person in _list(given):
            yield _entry(person)
    for entry in _list(change.email_ccs):
        if entry.action == "delete":
            raise Invalid.one("email_ccs", "Email ccs: nobody can be taken away here")
        yield entry


def _entry(person: Any) -> PersonChange:
    if isinstance(person, dict):
        return PersonChange(
            user_email=str(person.get("email") or ""), user_name=str(person.get("name") or "")
        )
    text = str(person)
    is_id = id_in(text) is not None
    return PersonChange(user_id=text) if is_id else PersonChange(user_email=text)


def _list(given: Any) -> Iterable[Any]:
    return given if isinstance(given, list) else ()


def _check_known(ctx: Context, entries: Iterable[PersonChange], request: Row[Any] | None) -> None:
    wanted = {id_in(str(entry.user_id)) or 0 for entry in entries if entry.user_id}
    known = {ctx.actor.id or 0}
    if request is not None:
        known |= {request.requester_id, *msgspec.json.decode(request.email_cc_ids)}
    for user_id in sorted(wanted - known - queries.acquaintances(ctx, wanted)):
        raise Invalid.one("collaborators", f"Collaborators: {user_id} is not valid")
