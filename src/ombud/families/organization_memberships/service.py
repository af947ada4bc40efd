"""Joining and leaving organizations, and which of them is a user's default."""

from typing import Any

from sqlalchemy import Row, delete, update

from ombud.db import Duplicate
from ombud.families.account_settings import settings
from ombud.families.job_statuses.follow_ups import follow_up_each
from ombud.families.organization_memberships import queries
from ombud.tables import organization_memberships, users
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["join", "leave", "make_default"]

MEMBERSHIPS = organization_memberships.c
TAKEN = "User has already been taken"


def join(
    ctx: Context,
    user_id: int,
    organization_id: int,
    *,
    default: bool = False,
    view_tickets: bool = False,
) -> int:
    """Make a user a member and return the membership's id; the first one is the default.

    Raises Invalid when the user is a member already, or of another organization on an account
    where one is the limit.
    """
    queries.lock_person(ctx, user_id)
    held = queries.held_by(ctx, user_id)
    _check_number(ctx, held, organization_id)
    is_default = default or not held
    if is_default:
        _clear_default(ctx, user_id)
    try:
        membership_id = ctx.db.insert(
            organization_memberships,
            user_id=user_id,
            organization_id=organization_id,
            default=is_default,
            view_tickets=view_tickets,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    except Duplicate as error:
        raise Invalid.one("user_id", TAKEN, "DuplicateValue") from error
    if is_default:
        _repeat_on_user(ctx, user_id, organization_id)
    ctx.db.configuration_changed()
    return membership_id


def leave(ctx: Context, membership: Row[Any]) -> None:
    """End a membership; the oldest of the others becomes the default, open tickets let go."""
    user_id, organization_id = membership.user_id, membership.organization_id
    queries.lock_person(ctx, user_id)
    ctx.db.run(delete(organization_memberships).where(MEMBERSHIPS.id == membership.id))
    if membership.default:
        remaining = queries.held_by(ctx, user_id)
        if remaining:
            _set_default(ctx, remaining[0])
        else:
            _repeat_on_user(ctx, user_id, None)
    follow_up_each(
        ctx,
        "organization_memberships.release_tickets",
        "Unassign Organization",
        queries.stranded_ticket_ids(ctx, user_id, organization_id),
        {"user_id": user_id, "organization_id": organization_id},
    )
    ctx.db.configuration_changed()


def make_default(ctx: Context, membership: Row[Any]) -> None:
    """Make this the user's default organization."""
    queries.lock_person(ctx, membership.user_id)
    if not membership.default:
        _clear_default(ctx, membership.user_id)
        _set_default(ctx, membership)
        ctx.db.configuration_changed()


def _check_number(ctx: Context, held: list[Row[Any]], organization_id: int) -> None:
    if any(membership.organization_id == organization_id for membership in held):
        raise Invalid.one("user_id", TAKEN, "DuplicateValue")
    # Zendesk: second-organization (docs/quirks.md#second-organization)
    if held and not ctx.db.cached(settings.load).flag("user.multiple_organizations"):
        description = "User: already belongs to another organization"
        raise Invalid.one("user_id", description, "TooManyValues")


def _clear_default(ctx: Context, user_id: int) -> None:
    ctx.db.run(
        update(organization_memberships)
        .where(MEMBERSHIPS.user_id == user_id, MEMBERSHIPS.default)
        .values(default=False, updated_at=ctx.now)
    )


def _set_default(ctx: Context, membership: Row[Any]) -> None:
    ctx.db.run(
        update(organization_memberships)
        .where(MEMBERSHIPS.id == membership.id)
        .values(default=True, updated_at=ctx.now)
    )
    _repeat_on_user(ctx, membership.user_id, membership.organization_id)


def _repeat_on_user(ctx: Context, user_id: int, organization_id: int | None) -> None:
    ctx.db.run(
        update(users)
        .where(users.c.id == user_id)
        .values(organization_id=organization_id, updated_at=ctx.now)
    )
