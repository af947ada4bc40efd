"""Starts the jobs that work on many users. A job keeps what it was given, but no passwords."""

from collections.abc import Sequence

from ombud.families.job_statuses.batches import (
    LARGEST_BATCH,
    SelectionQuery,
    start_on_items,
    start_on_named_items,
    start_on_selected,
)
from ombud.families.users import rights
from ombud.families.users.changes import UserChange, UserItem
from ombud.wire.answers import JobStarted
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = [
    "start_creating",
    "start_creating_or_updating",
    "start_deleting",
    "start_updating_alike",
    "start_updating_each",
]


def start_creating(ctx: Context, changes: list[UserChange]) -> JobStarted:
    """Create each user."""
    _check(ctx, changes)
    return start_on_items(ctx, "users.create_many", "Bulk Create User", "users", changes)


def start_creating_or_updating(ctx: Context, changes: list[UserChange]) -> JobStarted:
    """Update the users that are meant, and create the others."""
    _check(ctx, changes)
    job_type = "Bulk Create Or Update User"
    return start_on_items(ctx, "users.create_or_update_many", job_type, "users", changes)


def start_updating_alike(ctx: Context, query: SelectionQuery, change: UserChange) -> JobStarted:
    """Change every selected user in the same way."""
    _check(ctx, [change])
    return start_on_selected(ctx, "users.update_alike", "Bulk Update User", query, user=change)


def start_updating_each(ctx: Context, items: list[UserItem]) -> JobStarted:
    """Change each user in its own way."""
    _check(ctx, items)
    return start_on_named_items(ctx, "users.update_each", "Bulk Update User", "users", items)


def start_deleting(ctx: Context, query: SelectionQuery) -> JobStarted:
    """Delete every selected user."""
    _check(ctx, [])
    return start_on_selected(ctx, "users.destroy_many", "Bulk Delete User", query)


def _check(ctx: Context, changes: Sequence[UserChange]) -> None:
    rights.check_may_write_somebody(ctx)
    if len(changes) > LARGEST_BATCH:
        description = f"Maximum {LARGEST_BATCH} users may be created per call"
        raise BadRequest.plain("TooManyValues", description)
    for change in changes:
        change.password = UNSET
