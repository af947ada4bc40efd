"""Memberships that the caller may make or change, looked up among what the caller sees."""

from typing import Any

from sqlalchemy import Row

from ombud.families.group_memberships import queries, service
from ombud.families.group_memberships.shapes import GroupMembershipChange
from ombud.families.groups import queries as groups
from ombud.families.users import queries as users
from ombud.tables import users as users_table
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid, NotFound

__all__ = ["create", "find_own"]


def create(ctx: Context, change: GroupMembershipChange, user_id: int | None = None) -> int:
    """Make the agent of the path or of the change a member; raises Invalid."""
    agent = _agent(ctx, change.user_id if user_id is None else user_id)
    group_id = _group_id(ctx, change.group_id)
    return service.join(ctx, agent.id, group_id, default=change.default is True)


def find_own(ctx: Context, membership_id: int, user_id: int) -> Row[Any]:
    """A membership whose default the caller may move: the caller's own, or anybody's for admins.

    Raises NotFound and Forbidden.
    """
    membership = queries.find(ctx, membership_id, user_id)
    if user_id != ctx.actor.id and not ctx.actor.may("manage_group_memberships"):
        raise Forbidden
    return membership


def _agent(ctx: Context, user_id: object) -> Row[Any]:
    row = None
    if isinstance(user_id, int):
        row = ctx.db.row(users.visible(ctx).where(users_table.c.id == user_id))
    if row is None:
        raise Invalid.blank("user")
    if row.role not in {"agent", "admin"}:
        raise Invalid.one("user_id", "User: must be an agent")
    return row


def _group_id(ctx: Context, group_id: object) -> int:
    if not isinstance(group_id, int):
        raise Invalid.blank("group")
    try:
        return int(groups.find(ctx, group_id).id)
    except NotFound:
        raise Invalid.blank("group") from None
