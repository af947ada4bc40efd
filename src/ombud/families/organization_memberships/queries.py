"""Statements of the organization memberships family: which memberships a caller may see."""

from typing import Any

from sqlalchemy import Row, Select, case, select

from ombud.families.required import existing
from ombud.tables import folded, organization_memberships, organizations, tickets
from ombud.values.choices import UNSOLVED
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "ORDERS",
    "ORDERS_OF_USER",
    "find",
    "in_organization",
    "is_stranded",
    "of_user",
    "stranded_ticket_ids",
    "visible",
]

MEMBERSHIPS = organization_memberships.c
NAME_KEY = folded(organizations.c.name).label("organization_name_key")
# The default membership stands before the others.
PLACE = case((MEMBERSHIPS.default, 0), else_=1).label("place")
BY_ID = {"id": (MEMBERSHIPS.id,)}
ORDERS = Orders(default=(MEMBERSHIPS.id,), cursor=BY_ID, offset=BY_ID)
ORDERS_OF_USER = Orders(default=(PLACE, NAME_KEY, MEMBERSHIPS.id), cursor=BY_ID, offset=BY_ID)


def visible(ctx: Context) -> Select[Any]:
    """Agents see all, or those of their organizations when kept to them; others see their own."""
    statement = select(
        organization_memberships,
        organizations.c.name.label("organization_name"),
        NAME_KEY,
        PLACE,
    ).join(
        organizations,
        (organizations.c.id == MEMBERSHIPS.organization_id) & organizations.c.deleted_at.is_(None),
    )
    actor = ctx.actor
    if not actor.is_agent:
        return statement.where(MEMBERSHIPS.user_id == actor.id)
    if actor.ticket_restriction == "organization":
        return statement.where(MEMBERSHIPS.organization_id.in_(actor.organization_ids))
    return statement


def of_user(ctx: Context, user_id: int) -> Select[Any]:
    """The memberships of one user."""
    return visible(ctx).where(MEMBERSHIPS.user_id == user_id)


def in_organization(ctx: Context, organization_id: int) -> Select[Any]:
    """The memberships in one organization."""
    return visible(ctx).where(MEMBERSHIPS.organization_id == organization_id)


def find(ctx: Context, membership_id: int, user_id: int | None = None) -> Row[Any]:
    """One visible membership, of this user when one is named; raises NotFound."""
    statement = visible(ctx).where(MEMBERSHIPS.id == membership_id)
    if user_id is not None:
        statement = statement.where(MEMBERSHIPS.user_id == user_id)
    return existing(ctx.db.row(statement))


def stranded_ticket_ids(ctx: Context, user_id: int, organization_id: int) -> list[int]:
    """The unsolved tickets of a user that still name an organization the user is not in."""
    return ctx.db.values(_stranded(user_id, organization_id).order_by(tickets.c.id))


def is_stranded(ctx: Context, ticket_id: int, user_id: int, organization_id: int) -> bool:
    """Whether this ticket is still one of those."""
    statement = _stranded(user_id, organization_id).where(tickets.c.id == ticket_id)
    return ctx.db.value(statement) is not None


def _stranded(user_id: int, organization_id: int) -> Select[Any]:
    member_again = select(MEMBERSHIPS.id).where(
        MEMBERSHIPS.user_id == user_id, MEMBERSHIPS.organization_id == organization_id
    )
    return select(tickets.c.id).where(
        tickets.c.requester_id == user_id,
        tickets.c.organization_id == organization_id,
        tickets.c.status.in_(UNSOLVED),
        tickets.c.deleted_at.is_(None),
        ~member_again.exists(),
    )
