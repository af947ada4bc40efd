"""Which organizations and groups a user belongs to, as writing the user says it."""

from typing import Any

from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.group_memberships import service as in_groups
from ombud.families.groups import queries as group_queries
from ombud.families.macros.deletion import delete_personal
from ombud.families.memberships.queries import IN_GROUPS, IN_ORGANIZATIONS, held_by
from ombud.families.organization_memberships import service as memberships
from ombud.families.organizations import queries as organization_queries
from ombud.families.organizations import service as organizations_service
from ombud.families.organizations.mapping import organization_for_email
from ombud.families.organizations.shapes import OrganizationChange
from ombud.families.users.changes import UserChange
from ombud.tables import groups, organizations
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["many_allowed", "settle_groups", "settle_organizations"]


def settle_organizations(
    ctx: Context, user_id: int, change: UserChange, *, email: str | None = None
) -> None:
    """Make the user a member of what was given, or of the organization of a new address."""
    wanted = _wanted(ctx, change)
    if wanted is UNSET:
        if email is not None and not held_by(ctx, IN_ORGANIZATIONS, user_id):
            mapped = organization_for_email(ctx, email)
            if mapped is not None:
                memberships.join(ctx, user_id, mapped, default=True)
        return
    if change.organization_ids is not UNSET and many_allowed(ctx):
        _set_all(ctx, user_id, wanted)
    else:
        _set_default(ctx, user_id, wanted[0] if wanted else None)


def settle_groups(ctx: Context, row: Row[Any], change: UserChange, role_before: str) -> None:
    """Every agent has a group, the given one first; who is no agent any more has none."""
    if row.role == "end-user":
        if role_before != "end-user":
            in_groups.leave_all(ctx, row.id)
            delete_personal(ctx, row.id)
        return
    held = {membership.group_id: membership for membership in held_by(ctx, IN_GROUPS, row.id)}
    wanted = change.default_group_id
    if isinstance(wanted, int):
        _check_group(ctx, wanted)
        if wanted in held:
            in_groups.make_default(ctx, held[wanted])
        elif role_before != "end-user" and not ctx.actor.may("manage_group_memberships"):
            # Who joins a group sees its tickets.
            raise Invalid.invalid("default_group_id", wanted)
        else:
            in_groups.join(ctx, row.id, wanted, default=True)
    elif not held:
        in_groups.join(ctx, row.id, group_queries.default_id(ctx), default=True)


def many_allowed(ctx: Context) -> bool:
    """Whether users of this account may belong to several organizations."""
    return ctx.db.cached(settings.load).flag("user.multiple_organizations")


def _wanted(ctx: Context, change: UserChange) -> Any:
    """Ids of organizations, the default first; UNSET when nothing was said of them."""
    if change.organization_id is not UNSET:
        first = [] if change.organization_id is None else [int(change.organization_id)]
    elif change.organization is not UNSET and change.organization is not None:
        first = [_by_name(ctx, text_of(change.organization.name))]
    elif change.organization_ids is UNSET:
        return UNSET
    else:
        first = []
    others = change.organization_ids or ()
    wanted = list(dict.fromkeys([*first, *others]))
    # Zendesk: organization-ids (docs/quirks.md#organization-ids)
    if len(wanted) > 1 and not many_allowed(ctx):
        raise Invalid.one("organization_ids", "Organizations: only one is allowed")
    _check_organizations(ctx, wanted)
    return wanted


def _by_name(ctx: Context, name: str | None) -> int:
    if not name or not name.strip():
        raise Invalid.blank("organization")
    row = ctx.db.row(organization_queries.named(ctx, name.strip()))
    if row is not None:
        return int(row.id)
    if not ctx.actor.may("manage_organizations"):
        raise Forbidden
    return organizations_service.create(ctx, OrganizationChange(name=name))


def _check_organizations(ctx: Context, ids: list[int]) -> None:
    if not ids:
        return
    statement = organization_queries.with_ids(ctx, ids).with_only_columns(organizations.c.id)
    unknown = set(ids) - set(ctx.db.values(statement))
    if unknown:
        raise Invalid.invalid("organization_id", min(unknown))


def _check_group(ctx: Context, group_id: int) -> None:
    if ctx.db.row(group_queries.visible(ctx).where(groups.c.id == group_id)) is None:
        raise Invalid.invalid("default_group_id", group_id)


def _set_default(ctx: Context, user_id: int, organization_id: int | None) -> None:
    held = held_by(ctx, IN_ORGANIZATIONS, user_id)
    if organization_id is None:
        for membership in held:
            if membership.default:
                memberships.leave(ctx, membership)
        return
    for membership in held:
        if membership.organization_id == organization_id:
            memberships.make_default(ctx, membership)
            return
    if not many_allowed(ctx):
        for membership in held:
            memberships.leave(ctx, membership)
    memberships.join(ctx, user_id, organization_id, default=True)


def _set_all(ctx: Context, user_id: int, wanted: list[int]) -> None:
    held = {row.organization_id for row in held_by(ctx, IN_ORGANIZATIONS, user_id)}
    for organization_id in wanted:
        if organization_id not in held:
            memberships.join(ctx, user_id, organization_id)
    if wanted:
        _set_default(ctx, user_id, wanted[0])
    leaving = [
        row for row in held_by(ctx, IN_ORGANIZATIONS, user_id) if row.organization_id not in wanted
    ]
    # The default goes last, so that no other one is made default on its way out.
    for membership in sorted(leaving, key=lambda row: row.default):
        memberships.leave(ctx, membership)
