"""Statements of the groups family: which groups a caller may see."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.groups.shapes import GroupQuery
from ombud.tables import folded, group_memberships, groups
from ombud.wire.answers import Orders
from ombud.wire.context import Context
from ombud.wire.errors import NotFound

__all__ = ["NAME_KEY", "ORDERS", "assignable", "find", "matching", "of_user", "visible"]

NAME_KEY = folded(groups.c.name).label("name_key")
ORDERS = Orders(
    default=(NAME_KEY, groups.c.id),
    cursor={"name": (NAME_KEY, groups.c.id), "id": (groups.c.id,)},
    offset={"name": (NAME_KEY, groups.c.id), "id": (groups.c.id,)},
)


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every group that was not deleted."""
    del ctx
    return select(groups, NAME_KEY).where(groups.c.deleted.is_(False))


def matching(ctx: Context, query: GroupQuery) -> Select[Any]:
    """The listed groups, with the deleted ones when the caller asks for them."""
    return visible(ctx) if query.exclude_deleted else select(groups, NAME_KEY)


def assignable(ctx: Context) -> Select[Any]:
    """Groups that have an agent who could be assigned a ticket."""
    has_members = select(group_memberships.c.id).where(group_memberships.c.group_id == groups.c.id)
    return visible(ctx).where(has_members.exists())


def of_user(ctx: Context, user_id: int) -> Select[Any]:
    """The groups that a user is a member of."""
    return visible(ctx).join(
        group_memberships,
        (group_memberships.c.group_id == groups.c.id) & (group_memberships.c.user_id == user_id),
    )


def find(ctx: Context, group_id: int) -> Row[Any]:
    """One visible group; raises NotFound."""
    row = ctx.db.row(visible(ctx).where(groups.c.id == group_id))
    if row is None:
        raise NotFound
    return row
