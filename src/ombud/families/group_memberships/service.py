"""Joining and leaving groups, and which of them is an agent's default."""

from typing import Any

from sqlalchemy import Row

from ombud.families.group_memberships import queries
from ombud.families.job_statuses.follow_ups import follow_up_each
from ombud.families.memberships import service as memberships
from ombud.families.memberships.queries import IN_GROUPS, held_by, lock_person
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["join", "leave", "leave_all", "make_default", "unassign_later"]


def join(ctx: Context, user_id: int, group_id: int, *, default: bool = False) -> int:
    """Make an agent a member and return the membership's id; the first one is the default.

    Raises Invalid when the agent is a member already.
    """
    lock_person(ctx, user_id)
    is_default = default or not held_by(ctx, IN_GROUPS, user_id)
    return memberships.begin(ctx, IN_GROUPS, user_id, group_id, default=is_default)


def leave(ctx: Context, membership: Row[Any]) -> None:
    """End a membership; the oldest of the others becomes the default, open tickets let go.

    Raises Invalid for an agent's only membership.
    """
    user_id = membership.user_id
    lock_person(ctx, user_id)
    others = [held for held in held_by(ctx, IN_GROUPS, user_id) if held.id != membership.id]
    if not others:
        # Zendesk: last-group (docs/quirks.md#last-group)
        raise Invalid.one("base", "An agent must belong to at least one group", "BlankValue")
    memberships.end(ctx, IN_GROUPS, membership, others)
    unassign_later(ctx, user_id)


def leave_all(ctx: Context, user_id: int) -> None:
    """End all memberships of somebody who is no agent any more."""
    memberships.end_all(ctx, IN_GROUPS, user_id)
    unassign_later(ctx, user_id)


def make_default(ctx: Context, membership: Row[Any]) -> None:
    """Make this the agent's default group."""
    memberships.make_default(ctx, IN_GROUPS, membership)


def unassign_later(ctx: Context, user_id: int) -> None:
    """Queue what happens to tickets assigned to an agent who is no longer in their group."""
    follow_up_each(
        ctx,
        "group_memberships.unassign",
        "Unassign Tickets",
        queries.stranded_ticket_ids(ctx, user_id),
        {"user_id": user_id},
    )
