"""Memberships that the caller may change: admins anybody's, agents those of end users."""

from typing import Any

from sqlalchemy import Row

from ombud.families.organization_memberships import queries, service
from ombud.families.organization_memberships.shapes import OrganizationMembershipChange
from ombud.families.organizations import queries as organization_queries
from ombud.families.required import existing, referred
from ombud.families.users import queries as user_queries
from ombud.tables import organizations
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["create", "find", "find_in"]


def create(ctx: Context, change: OrganizationMembershipChange, user_id: int | None = None) -> int:
    """Make the user of the path or of the change a member; raises Invalid and Forbidden."""
    user = referred(ctx, user_queries.find, change.user_id if user_id is None else user_id, "user")
    organization = referred(ctx, organization_queries.find, change.organization_id, "organization")
    _check(ctx, user)
    return service.join(
        ctx,
        user.id,
        organization.id,
        default=change.default is True,
        view_tickets=change.view_tickets is True,
    )


def find(ctx: Context, membership_id: int, user_id: int | None = None) -> Row[Any]:
    """A membership that the caller may change; raises NotFound and Forbidden."""
    membership = queries.find(ctx, membership_id, user_id)
    _check(ctx, user_queries.find(ctx, membership.user_id))
    return membership


def find_in(ctx: Context, user_id: int, organization_id: int) -> Row[Any]:
    """The same, named by user and organization."""
    user = user_queries.find(ctx, user_id)
    statement = queries.of_user(ctx, user_id).where(organizations.c.id == organization_id)
    membership = existing(ctx.db.row(statement))
    _check(ctx, user)
    return membership


def _check(ctx: Context, user: Row[Any]) -> None:
    if ctx.actor.is_admin:
        return
    if user.role != "end-user" or not ctx.actor.may("edit_end_users"):
        raise Forbidden
