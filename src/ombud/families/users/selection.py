"""Calls on many users: which of them are meant, and the jobs that work on them."""

from typing import Any

from ombud.families.job_statuses.starting import LARGEST_BATCH, check_batch, start
from ombud.families.users import rights
from ombud.families.users.changes import SelectionQuery, UserChange, UserItem
from ombud.wire.answers import JobStarted
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.decode import list_of_ids
from ombud.wire.errors import BadRequest

__all__ = ["selected", "start_creating", "start_on_selected", "start_update_each"]

Selection = tuple[str, list[Any]]


def selected(query: SelectionQuery) -> Selection:
    """`ids` or `external_ids` and the list of them; ids win. Raises BadRequest."""
    if query.ids is not None:
        name, values = "ids", list[Any](list_of_ids(query.ids))
    elif query.external_ids is not None:
        name, values = "external_ids", list[Any](query.external_ids)
    else:
        raise BadRequest.missing("ids")
    check_batch(values, name)
    return name, values


def start_creating(ctx: Context, verb: str, changes: list[UserChange]) -> JobStarted:
    """Create each user, or update the one that is meant, in the background."""
    rights.check_may_write_somebody(ctx)
    _check_number(changes)
    for change in changes:
        # A job keeps what it was given; passwords are kept nowhere.
        change.password = UNSET
    job_type = "Bulk Create User" if verb == "create_many" else "Bulk Create Or Update User"
    return start(ctx, f"users.{verb}", job_type, {"users": changes}, len(changes))


def start_on_selected(
    ctx: Context, verb: str, query: SelectionQuery, change: UserChange | None = None
) -> JobStarted:
    """Do the same to every selected user, in the background."""
    rights.check_may_write_somebody(ctx)
    name, values = selected(query)
    payload: dict[str, Any] = {name: values}
    if change is not None:
        change.password = UNSET
        payload["user"] = change
    job_type = "Bulk Delete User" if change is None else "Bulk Update User"
    return start(ctx, f"users.{verb}", job_type, payload, len(values))


def start_update_each(ctx: Context, items: list[UserItem]) -> JobStarted:
    """Change each user in its own way, in the background."""
    rights.check_may_write_somebody(ctx)
    _check_number(items)
    for item in items:
        item.password = UNSET
    # The ids stand apart too, for the results of items that are refused.
    ids = [item.id if isinstance(item.id, int) else None for item in items]
    payload = {"users": items, "ids": ids}
    return start(ctx, "users.update_each", "Bulk Update User", payload, len(items))


def _check_number(items: list[Any]) -> None:
    if len(items) > LARGEST_BATCH:
        description = f"Maximum {LARGEST_BATCH} users may be created per call"
        raise BadRequest.plain("TooManyValues", description)
