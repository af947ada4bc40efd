"""Statements of the groups family: which groups a caller may see."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select

from ombud.families.custom_roles.permissions import LIGHT_AGENT
from ombud.families.groups.shapes import GroupQuery
from ombud.families.required import existing
from ombud.tables import custom_roles, folded, group_memberships, groups, tickets, users
from ombud.values.choices import UNSOLVED
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "CAN_BE_ASSIGNED",
    "NAME_KEY",
    "ORDERS",
    "assignable",
    "default_id",
    "find",
    "is_name_taken",
    "matching",
    "member_ids",
    "of_user",
    "unsolved_ticket_ids",
    "visible",
]

NAME_KEY = folded(groups.c.name).label("name_key")
ORDERS = Orders(
    default=(NAME_KEY, groups.c.id),
    cursor={"name": (NAME_KEY, groups.c.id), "id": (groups.c.id,)},
    offset={"name": (NAME_KEY, groups.c.id), "id": (groups.c.id,)},
)
# A condition on users joined with their custom role, if they have one.
CAN_BE_ASSIGNED = and_(
    users.c.active,
    users.c.suspended.is_(False),
    users.c.role.in_(("agent", "admin")),
    or_(custom_roles.c.role_type.is_(None), custom_roles.c.role_type != LIGHT_AGENT),
)


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every group that was not deleted."""
    del ctx
    return select(groups, NAME_KEY).where(groups.c.deleted.is_(False))


def matching(ctx: Context, query: GroupQuery) -> Select[Any]:
    """The listed groups, with the deleted ones when the caller asks for them."""
    return visible(ctx) if query.exclude_deleted else select(groups, NAME_KEY)


def assignable(ctx: Context) -> Select[Any]:
    """Groups that have an agent who could be assigned a ticket: neither light nor suspended."""
    members = (
        select(group_memberships.c.id)
        .join(users, users.c.id == group_memberships.c.user_id)
        .outerjoin(custom_roles, custom_roles.c.id == users.c.custom_role_id)
        .where(group_memberships.c.group_id == groups.c.id, CAN_BE_ASSIGNED)
    )
    return visible(ctx).where(members.exists())


def of_user(statement: Select[Any], user_id: int) -> Select[Any]:
    """Those that a user is a member of."""
    return statement.join(
        group_memberships,
        (group_memberships.c.group_id == groups.c.id) & (group_memberships.c.user_id == user_id),
    )


def find(ctx: Context, group_id: int) -> Row[Any]:
    """One visible group; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(groups.c.id == group_id)))


def default_id(ctx: Context) -> int:
    """The account's default group, which always exists."""
    found: int = ctx.db.value(select(groups.c.id).where(groups.c.default))
    return found


def is_name_taken(ctx: Context, name: str, group_id: int | None) -> bool:
    """Whether another group has this name, in any case."""
    statement = visible(ctx).where(func.lower(name) == NAME_KEY)
    if group_id is not None:
        statement = statement.where(groups.c.id != group_id)
    return ctx.db.row(statement) is not None


def member_ids(ctx: Context, group_ids: Collection[int]) -> dict[int, list[int]]:
    """The active members of each group, the longest in it first."""
    members: dict[int, list[int]] = {group_id: [] for group_id in group_ids}
    statement = (
        select(group_memberships.c.group_id, group_memberships.c.user_id)
        .join(users, (users.c.id == group_memberships.c.user_id) & users.c.active)
        .where(group_memberships.c.group_id.in_(group_ids))
        .order_by(group_memberships.c.id)
    )
    for row in ctx.db.rows(statement):
        members[row.group_id].append(row.user_id)
    return members


def unsolved_ticket_ids(ctx: Context, group_id: int) -> list[int]:
    """The tickets that wait for a group."""
    statement = select(tickets.c.id).where(
        tickets.c.group_id == group_id,
        tickets.c.status.in_(UNSOLVED),
        tickets.c.deleted_at.is_(None),
    )
    return ctx.db.values(statement.order_by(tickets.c.id))
