"""Memberships that the caller may make or change, looked up among what the caller sees."""

from typing import Any

from sqlalchemy import Row

from ombud.families.group_memberships import queries, service
from ombud.families.group_memberships.shapes import GroupMembershipChange
from ombud.families.groups import queries as group_queries
from ombud.families.required import referred
from ombud.families.users import queries as user_queries
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["create", "find_own"]


def create(ctx: Context, change: GroupMembershipChange, user_id: int | None = None) -> int:
    """Make the agent of the path or of the change a member; raises Invalid."""
    agent = referred(ctx, user_queries.find, change.user_id if user_id is None else user_id, "user")
    if agent.role not in {"agent", "admin"}:
        raise Invalid.one("user_id", "User: must be an agent")
    group = referred(ctx, group_queries.find, change.group_id, "group")
    return service.join(ctx, agent.id, group.id, default=change.default is True)


def find_own(ctx: Context, membership_id: int, user_id: int) -> Row[Any]:
    """A membership whose default the caller may move: the caller's own, or anybody's for admins.

    Raises NotFound and Forbidden.
    """
    membership = queries.find(ctx, membership_id, user_id)
    if user_id != ctx.actor.id and not ctx.actor.may("manage_group_memberships"):
        raise Forbidden
    return membership
