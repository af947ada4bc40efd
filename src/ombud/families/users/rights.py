"""Who may write whom: admins everybody, agents end users and a little of themselves."""

from typing import Any

from sqlalchemy import Row

from ombud.families.accounts import account
from ombud.families.users.changes import UserChange
from ombud.families.users.roles import wanted_role
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = [
    "check_may_create",
    "check_may_delete",
    "check_may_list",
    "check_may_write_somebody",
    "may_delete",
    "may_edit",
    "permitted",
]

# What agents may write of themselves.
OWN = frozenset(
    {
        "name",
        "alias",
        "phone",
        "shared_phone_number",
        "signature",
        "time_zone",
        "locale",
        "locale_id",
        "default_group_id",
        "photo",
    }
)
# What only admins may write, left out of what anybody else sends.
OF_ADMINS = frozenset({"moderator", "only_private_comments"})
WITHIN_ORGANIZATION = "edit_end_users_within_organization"


def check_may_create(ctx: Context, role: str) -> None:
    """Raises Forbidden when the caller may not create users of this role."""
    if not _may(ctx, role, "manage_end_users"):
        raise Forbidden


def check_may_delete(ctx: Context, row: Row[Any]) -> None:
    """Raises Forbidden, and Invalid for the owner and the caller."""
    if not may_delete(ctx, row.role):
        raise Forbidden
    if row.id == ctx.db.cached(account.load).owner_id:
        raise Invalid.one("base", "The account owner cannot be deleted")
    if row.id == ctx.actor.id:
        raise Invalid.one("base", "You cannot delete yourself")


def check_may_list(ctx: Context) -> None:
    """Raises Forbidden when the caller's role may not browse or search for users."""
    if not ctx.actor.may("list_users"):
        raise Forbidden


def check_may_write_somebody(ctx: Context) -> None:
    """Raises Forbidden for callers who may write nobody at all."""
    kept_to_organizations = ctx.actor.is_agent and ctx.actor.may(WITHIN_ORGANIZATION)
    if not kept_to_organizations and not any(
        _may(ctx, role, "edit_end_users") for role in ("end-user", "agent")
    ):
        raise Forbidden


def may_delete(ctx: Context, role: str) -> bool:
    """Whether the caller may create and delete users of this role."""
    return _may(ctx, role, "manage_end_users")


def may_edit(ctx: Context, user: Any) -> bool:
    """Whether the caller may change this user: anything with a role and an organization_id."""
    if _may(ctx, user.role, "edit_end_users"):
        return True
    is_near = user.organization_id in ctx.actor.organization_ids
    return user.role == "end-user" and is_near and ctx.actor.may(WITHIN_ORGANIZATION)


def permitted(ctx: Context, row: Row[Any], change: UserChange) -> UserChange:
    """What of the change the caller may make; raises Forbidden when that is nothing.

    # Zendesk: fields-out-of-reach (docs/quirks.md#fields-out-of-reach)
    """
    if ctx.actor.is_admin:
        _check_owner(ctx, row, change)
        return change
    given = change.given()
    _check_role(ctx, row, change)
    if may_edit(ctx, row) and row.id != ctx.actor.id:
        return UserChange(**{key: given[key] for key in given.keys() - OF_ADMINS - {"id"}})
    if row.id == ctx.actor.id and not ctx.actor.is_light:
        return UserChange(**{key: given[key] for key in given.keys() & OWN})
    raise Forbidden


def _may(ctx: Context, role: str, permission: str) -> bool:
    """Nobody but admins writes admins; team members need a permission of their own."""
    if ctx.actor.is_admin:
        return True
    if not ctx.actor.is_agent or ctx.actor.is_light or role == "admin":
        return False
    return ctx.actor.may(permission if role == "end-user" else "manage_team_members")


def _check_role(ctx: Context, row: Row[Any], change: UserChange) -> None:
    """A role may be repeated, and moved only among those that the caller may write."""
    wants_role = change.role not in {UNSET, None, row.role}
    wants_custom = change.custom_role_id not in {UNSET, row.custom_role_id}
    if not (wants_role or wants_custom):
        return
    after = wanted_role(ctx, change, row.role)
    manages = ctx.actor.may("manage_team_members") and row.id != ctx.actor.id
    if not manages or not _may(ctx, after, "edit_end_users"):
        raise Forbidden


def _check_owner(ctx: Context, row: Row[Any], change: UserChange) -> None:
    is_owner = row.id == ctx.db.cached(account.load).owner_id
    is_demoted = change.role not in {UNSET, None, "admin"}
    if is_owner and is_demoted:
        raise Invalid.one("role", "Role: the account owner must be an admin")
    if change.suspended is True and (is_owner or row.id == ctx.actor.id):
        who = "the account owner" if is_owner else "yourself"
        raise Invalid.one("suspended", f"Suspended: you cannot suspend {who}")
