"""The two kinds of memberships, and those that somebody has."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Column, Row, Table, bindparam, select

from ombud.db import Prepared
from ombud.tables import group_memberships, organization_memberships, users
from ombud.wire.context import Context

__all__ = ["IN_GROUPS", "IN_ORGANIZATIONS", "Kind", "held_by", "lock_person"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of memberships: what one is in, and where the member's row repeats the default."""

    # What one is in, as events call it.
    name: Literal["group", "organization"]
    table: Table
    place_id: Column[Any]
    default_id: Column[Any]
    held: Prepared


def _held(table: Table) -> Prepared:
    of_user = select(table).where(table.c.user_id == bindparam("user_id"))
    return Prepared(of_user.order_by(table.c.id))


IN_GROUPS = Kind(
    "group",
    group_memberships,
    group_memberships.c.group_id,
    users.c.default_group_id,
    _held(group_memberships),
)
IN_ORGANIZATIONS = Kind(
    "organization",
    organization_memberships,
    organization_memberships.c.organization_id,
    users.c.organization_id,
    _held(organization_memberships),
)


def held_by(ctx: Context, kind: Kind, user_id: int) -> list[Row[Any]]:
    """Every membership of a user, the oldest first, whoever asks."""
    return list(ctx.db.rows(kind.held, {"user_id": user_id}))


def lock_person(ctx: Context, user_id: int) -> None:
    """Keep others from changing the same person's memberships until the transaction ends."""
    ctx.db.value(select(users.c.id).where(users.c.id == user_id).with_for_update())
