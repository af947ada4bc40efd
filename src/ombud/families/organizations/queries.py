"""Statements of the organizations family: which organizations a caller may see."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, func, select

from ombud.families.required import existing
from ombud.tables import (
    begins_with,
    folded,
    organization_memberships,
    organizations,
    tickets,
    users,
)
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "NAME_KEY",
    "ORDERS",
    "ORDERS_BY_NAME",
    "beginning_with",
    "find",
    "find_any",
    "lock",
    "lookup_external",
    "named",
    "of_user",
    "related_counts",
    "visible",
    "with_external_ids",
    "with_ids",
]

NAME_KEY = folded(organizations.c.name).label("name_key")
ORDERS = Orders(
    default=(organizations.c.id,),
    cursor={"id": (organizations.c.id,), "name": (NAME_KEY, organizations.c.id)},
    offset={"id": (organizations.c.id,), "name": (NAME_KEY, organizations.c.id)},
)
ORDERS_BY_NAME = Orders(default=(NAME_KEY, organizations.c.id))


def visible(ctx: Context) -> Select[Any]:
    """Agents see all, or their own when they are kept to those; end users see their own."""
    statement = select(organizations, NAME_KEY).where(organizations.c.deleted_at.is_(None))
    actor = ctx.actor
    if actor.is_agent and actor.ticket_restriction != "organization":
        return statement
    return statement.where(organizations.c.id.in_(actor.organization_ids))


def of_user(ctx: Context, user_id: int) -> Select[Any]:
    """The organizations that a user belongs to."""
    return visible(ctx).join(
        organization_memberships,
        (organization_memberships.c.organization_id == organizations.c.id)
        & (organization_memberships.c.user_id == user_id),
    )


def with_ids(ctx: Context, ids: Collection[int]) -> Select[Any]:
    """Those of the ids that are there."""
    return visible(ctx).where(organizations.c.id.in_(ids))


def with_external_ids(ctx: Context, external_ids: Collection[str]) -> Select[Any]:
    """Those that have one of these external ids, in any case."""
    wanted = [func.lower(external_id) for external_id in external_ids]
    return visible(ctx).where(folded(organizations.c.external_id).in_(wanted))


def named(ctx: Context, name: str) -> Select[Any]:
    """The organization of exactly this name, in any case."""
    return visible(ctx).where(func.lower(name) == NAME_KEY)


def beginning_with(ctx: Context, name: str) -> Select[Any]:
    """Organizations whose name begins with this text, in any case."""
    return visible(ctx).where(begins_with(organizations.c.name, name))


def find(ctx: Context, organization_id: int) -> Row[Any]:
    """One visible organization; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(organizations.c.id == organization_id)))


def lock(ctx: Context, organization_id: int) -> Row[Any]:
    """The same, kept from other writers until the transaction ends."""
    statement = visible(ctx).where(organizations.c.id == organization_id)
    return existing(ctx.db.row(statement.with_for_update(of=organizations)))


def find_any(ctx: Context, organization_id: int) -> Row[Any]:
    """One organization, deleted or hidden as it may be; raises NotFound for an id never given."""
    return existing(ctx.db.row(select(organizations).where(organizations.c.id == organization_id)))


def lookup_external(ctx: Context, external_id: str) -> Row[Any] | None:
    """The visible organization of this external id, in any case."""
    return ctx.db.row(with_external_ids(ctx, [external_id]))


def related_counts(ctx: Context, organization_id: int) -> tuple[int, int]:
    """How many tickets and how many users an organization has."""
    of_tickets = select(func.count()).where(
        tickets.c.organization_id == organization_id, tickets.c.deleted_at.is_(None)
    )
    of_users = (
        select(func.count())
        .select_from(organization_memberships)
        .join(users, (users.c.id == organization_memberships.c.user_id) & users.c.active)
        .where(organization_memberships.c.organization_id == organization_id)
    )
    return ctx.db.value(of_tickets), ctx.db.value(of_users)
