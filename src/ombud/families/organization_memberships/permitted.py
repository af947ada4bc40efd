"""Memberships that the caller may change: admins anybody's, agents those of end users."""

from typing import Any

from sqlalchemy import Row

from ombud.families.organization_memberships import queries, service
from ombud.families.organization_memberships.shapes import OrganizationMembershipChange
from ombud.families.organizations import queries as organizations
from ombud.families.users import queries as users
from ombud.tables import organizations as organizations_table
from ombud.tables import users as users_table
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid, NotFound

__all__ = ["create", "find", "find_in"]


def create(ctx: Context, change: OrganizationMembershipChange, user_id: int | None = None) -> int:
    """Make the user of the path or of the change a member; raises Invalid and Forbidden."""
    user = _user(ctx, change.user_id if user_id is None else user_id)
    organization_id = _organization_id(ctx, change.organization_id)
    _check(ctx, user)
    return service.join(
        ctx,
        user.id,
        organization_id,
        default=change.default is True,
        view_tickets=change.view_tickets is True,
    )


def find(ctx: Context, membership_id: int, user_id: int | None = None) -> Row[Any]:
    """A membership that the caller may change; raises NotFound and Forbidden."""
    membership = queries.find(ctx, membership_id, user_id)
    _check(ctx, users.find(ctx, membership.user_id))
    return membership


def find_in(ctx: Context, user_id: int, organization_id: int) -> Row[Any]:
    """The same, named by user and organization."""
    user = users.find(ctx, user_id)
    statement = queries.of_user(ctx, user_id).where(organizations_table.c.id == organization_id)
    membership = ctx.db.row(statement)
    if membership is None:
        raise NotFound
    _check(ctx, user)
    return membership


def _check(ctx: Context, user: Row[Any]) -> None:
    if ctx.actor.is_admin:
        return
    if user.role != "end-user" or not ctx.actor.may("edit_end_users"):
        raise Forbidden


def _user(ctx: Context, user_id: object) -> Row[Any]:
    row = None
    if isinstance(user_id, int):
        row = ctx.db.row(users.visible(ctx).where(users_table.c.id == user_id))
    if row is None:
        raise Invalid.blank("user")
    return row


def _organization_id(ctx: Context, organization_id: object) -> int:
    if organization_id is UNSET or not isinstance(organization_id, int):
        raise Invalid.blank("organization")
    try:
        return int(organizations.find(ctx, organization_id).id)
    except NotFound:
        raise Invalid.blank("organization") from None
