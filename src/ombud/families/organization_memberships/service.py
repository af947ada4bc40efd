"""Joining and leaving organizations, and which of them is a user's default."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from ombud.families.account_settings import settings
from ombud.families.job_statuses.follow_ups import follow_up_each
from ombud.families.memberships import dissolving
from ombud.families.memberships import service as memberships
from ombud.families.memberships.queries import IN_ORGANIZATIONS, held_by, lock_person
from ombud.families.organization_memberships import queries
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["dissolve", "join", "leave", "make_default"]


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
    lock_person(ctx, user_id)
    held = held_by(ctx, IN_ORGANIZATIONS, user_id)
    _check_number(ctx, held, organization_id)
    return memberships.begin(
        ctx,
        IN_ORGANIZATIONS,
        user_id,
        organization_id,
        default=default or not held,
        view_tickets=view_tickets,
    )


def leave(ctx: Context, membership: Row[Any]) -> None:
    """End a membership; the oldest of the others becomes the default, open tickets let go."""
    user_id, organization_id = membership.user_id, membership.organization_id
    lock_person(ctx, user_id)
    held = held_by(ctx, IN_ORGANIZATIONS, user_id)
    others = [other for other in held if other.id != membership.id]
    memberships.end(ctx, IN_ORGANIZATIONS, membership, others)
    follow_up_each(
        ctx,
        "organization_memberships.release_tickets",
        "Unassign Organization",
        queries.stranded_ticket_ids(ctx, user_id, organization_id),
        {"user_id": user_id, "organization_id": organization_id},
    )


def make_default(ctx: Context, membership: Row[Any]) -> None:
    """Make this the user's default organization."""
    memberships.make_default(ctx, IN_ORGANIZATIONS, membership)


def dissolve(ctx: Context, organization_id: int) -> None:
    """End all memberships in an organization; users fall back to the oldest of their others."""
    dissolving.empty(ctx, IN_ORGANIZATIONS, organization_id)
    dissolving.replace_default(ctx, IN_ORGANIZATIONS, organization_id)


def _check_number(ctx: Context, held: Sequence[Row[Any]], organization_id: int) -> None:
    if any(membership.organization_id == organization_id for membership in held):
        raise memberships.taken()
    # Zendesk: second-organization (docs/quirks.md#second-organization)
    if held and not ctx.db.cached(settings.load).flag("user.multiple_organizations"):
        description = "User: already belongs to another organization"
        raise Invalid.one("user_id", description, "TooManyValues")
