"""The two kinds of memberships, and those that somebody has."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, select

from ombud.tables import group_memberships, organization_memberships, users
from ombud.wire.context import Context

__all__ = ["IN_GROUPS", "IN_ORGANIZATIONS", "Kind", "held_by", "lock_person"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of memberships: what one is in, and where the member's row repeats the default."""

    table: Table
    place_id: Column[Any]
    default_id: Column[Any]


IN_GROUPS = Kind(group_memberships, group_memberships.c.group_id, users.c.default_group_id)
IN_ORGANIZATIONS = Kind(
    organization_memberships, organization_memberships.c.organization_id, users.c.organization_id
)


def held_by(ctx: Context, kind: Kind, user_id: int) -> list[Row[Any]]:
    """Every membership of a user, the oldest first, whoever asks."""
    statement = select(kind.table).where(kind.table.c.user_id == user_id)
    return list(ctx.db.rows(statement.order_by(kind.table.c.id)))


def lock_person(ctx: Context, user_id: int) -> None:
    """Keep others from changing the same person's memberships until the transaction ends."""
    ctx.db.value(select(users.c.id).where(users.c.id == user_id).with_for_update())
