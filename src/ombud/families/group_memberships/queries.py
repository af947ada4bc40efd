"""Statements of the group memberships family, and of the tickets that leaving a group strands."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.groups.queries import CAN_BE_ASSIGNED
from ombud.families.required import existing
from ombud.tables import custom_roles, group_memberships, groups, tickets, users
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "ORDERS",
    "assignable",
    "find",
    "first_assignable_member",
    "of_group",
    "of_user",
    "stranded_ticket",
    "stranded_ticket_ids",
    "visible",
]

MEMBERSHIPS = group_memberships.c
BY_ID = {"id": (MEMBERSHIPS.id,)}
ORDERS = Orders(default=(MEMBERSHIPS.id,), cursor=BY_ID, offset=BY_ID)


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every membership in a group that was not deleted."""
    del ctx
    return select(group_memberships).join(
        groups, (groups.c.id == MEMBERSHIPS.group_id) & groups.c.deleted.is_(False)
    )


def assignable(ctx: Context) -> Select[Any]:
    """Memberships of agents who can be assigned a ticket: neither light nor suspended."""
    return (
        visible(ctx)
        .join(users, users.c.id == MEMBERSHIPS.user_id)
        .outerjoin(custom_roles, custom_roles.c.id == users.c.custom_role_id)
        .where(CAN_BE_ASSIGNED)
    )


def of_user(statement: Select[Any], user_id: int) -> Select[Any]:
    """Those of one agent."""
    return statement.where(MEMBERSHIPS.user_id == user_id)


def of_group(statement: Select[Any], group_id: int) -> Select[Any]:
    """Those in one group."""
    return statement.where(MEMBERSHIPS.group_id == group_id)


def find(ctx: Context, membership_id: int, user_id: int | None = None) -> Row[Any]:
    """One visible membership, of this agent when one is named; raises NotFound."""
    statement = visible(ctx).where(MEMBERSHIPS.id == membership_id)
    return existing(ctx.db.row(statement if user_id is None else of_user(statement, user_id)))


def first_assignable_member(ctx: Context, group_id: int) -> int | None:
    """The agent who has been in the group longest of those who can be assigned a ticket."""
    found: int | None = ctx.db.value(
        of_group(assignable(ctx), group_id)
        .with_only_columns(MEMBERSHIPS.user_id, maintain_column_froms=True)
        .order_by(MEMBERSHIPS.id)
        .limit(1)
    )
    return found


def stranded_ticket_ids(ctx: Context, user_id: int) -> list[int]:
    """Tickets, closed ones aside, assigned to an agent who is not in their group (any more)."""
    statement = _stranded(user_id).with_only_columns(tickets.c.id, maintain_column_froms=True)
    return ctx.db.values(statement.order_by(tickets.c.id))


def stranded_ticket(ctx: Context, user_id: int, ticket_id: int) -> Row[Any] | None:
    """The ticket, if it is still one of those."""
    return ctx.db.row(_stranded(user_id).where(tickets.c.id == ticket_id))


def _stranded(user_id: int) -> Select[Any]:
    is_member = select(MEMBERSHIPS.id).where(
        MEMBERSHIPS.user_id == user_id, MEMBERSHIPS.group_id == tickets.c.group_id
    )
    return select(tickets.c.id, tickets.c.status, tickets.c.group_id).where(
        tickets.c.assignee_id == user_id,
        tickets.c.status != "closed",
        tickets.c.deleted_at.is_(None),
        ~is_member.exists(),
    )
