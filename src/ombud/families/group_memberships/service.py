"""Joining and leaving groups, and which of them is an agent's default."""

from typing import Any

from sqlalchemy import Row, delete, update

from ombud.db import Duplicate
from ombud.families.group_memberships import queries
from ombud.families.job_statuses.follow_ups import follow_up_each
from ombud.tables import group_memberships, users
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["join", "leave", "leave_all", "make_default", "unassign_later"]

MEMBERSHIPS = group_memberships.c


def join(ctx: Context, user_id: int, group_id: int, *, default: bool = False) -> int:
    """Make an agent a member and return the membership's id; the first one is the default.

    Raises Invalid when the agent is a member already.
    """
    queries.lock_person(ctx, user_id)
    is_default = default or not queries.held_by(ctx, user_id)
    if is_default:
        _clear_default(ctx, user_id)
    try:
        membership_id = ctx.db.insert(
            group_memberships,
            user_id=user_id,
            group_id=group_id,
            default=is_default,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    except Duplicate as error:
        raise Invalid.one("user_id", "User has already been taken", "DuplicateValue") from error
    if is_default:
        _repeat_on_user(ctx, user_id, group_id)
    ctx.db.configuration_changed()
    return membership_id


def leave(ctx: Context, membership: Row[Any]) -> None:
    """End a membership; the oldest of the others becomes the default, open tickets let go.

    Raises Invalid for an agent's only membership.
    """
    user_id = membership.user_id
    queries.lock_person(ctx, user_id)
    remaining = [held for held in queries.held_by(ctx, user_id) if held.id != membership.id]
    if not remaining:
        # Zendesk: last-group (docs/quirks.md#last-group)
        raise Invalid.one("base", "An agent must belong to at least one group", "BlankValue")
    ctx.db.run(delete(group_memberships).where(MEMBERSHIPS.id == membership.id))
    if membership.default:
        _set_default(ctx, remaining[0])
    unassign_later(ctx, user_id)
    ctx.db.configuration_changed()


def leave_all(ctx: Context, user_id: int) -> None:
    """End all memberships of somebody who is no agent any more."""
    ctx.db.run(delete(group_memberships).where(MEMBERSHIPS.user_id == user_id))
    _repeat_on_user(ctx, user_id, None)
    unassign_later(ctx, user_id)
    ctx.db.configuration_changed()


def make_default(ctx: Context, membership: Row[Any]) -> None:
    """Make this the agent's default group."""
    queries.lock_person(ctx, membership.user_id)
    if not membership.default:
        _clear_default(ctx, membership.user_id)
        _set_default(ctx, membership)
        ctx.db.configuration_changed()


def unassign_later(ctx: Context, user_id: int) -> None:
    """Queue what happens to tickets assigned to an agent who is no longer in their group."""
    follow_up_each(
        ctx,
        "group_memberships.unassign",
        "Unassign Tickets",
        queries.stranded_ticket_ids(ctx, user_id),
        {"user_id": user_id},
    )


def _clear_default(ctx: Context, user_id: int) -> None:
    ctx.db.run(
        update(group_memberships)
        .where(MEMBERSHIPS.user_id == user_id, MEMBERSHIPS.default)
        .values(default=False, updated_at=ctx.now)
    )


def _set_default(ctx: Context, membership: Row[Any]) -> None:
    ctx.db.run(
        update(group_memberships)
        .where(MEMBERSHIPS.id == membership.id)
        .values(default=True, updated_at=ctx.now)
    )
    _repeat_on_user(ctx, membership.user_id, membership.group_id)


def _repeat_on_user(ctx: Context, user_id: int, group_id: int | None) -> None:
    ctx.db.run(
        update(users)
        .where(users.c.id == user_id)
        .values(default_group_id=group_id, updated_at=ctx.now)
    )
