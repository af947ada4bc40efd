"""Statements of the trigger categories family."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, case, func, select

from ombud.families.required import existing
from ombud.tables import folded, trigger_categories, triggers
from ombud.values.text import id_in
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "ORDERS",
    "by_ids",
    "find",
    "first_id",
    "has_triggers",
    "last_position",
    "rule_counts",
    "standing_at",
    "visible",
]

NAME_KEY = folded(trigger_categories.c.name).label("name_key")
ID = trigger_categories.c.id
BY_POSITION = (trigger_categories.c.position, ID)
BY = {
    "position": BY_POSITION,
    "name": (NAME_KEY, ID),
    "created_at": (trigger_categories.c.created_at, ID),
    "updated_at": (trigger_categories.c.updated_at, ID),
}
ORDERS = Orders(default=BY_POSITION, cursor=BY, offset=BY)


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every category."""
    del ctx
    return select(trigger_categories, NAME_KEY)


def find(ctx: Context, category_id: str) -> Row[Any]:
    """One category; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(trigger_categories.c.id == id_in(category_id))))


def by_ids(ctx: Context, ids: Sequence[int]) -> list[Row[Any]]:
    """These categories in the order of the ids; all must be there."""
    by_id = {row.id: row for row in ctx.db.rows(visible(ctx).where(ID.in_(ids)))}
    return [by_id[category_id] for category_id in ids]


def first_id(ctx: Context) -> int | None:
    """The category whose triggers run first."""
    found: int | None = ctx.db.value(select(ID).order_by(*BY_POSITION))
    return found


def last_position(ctx: Context) -> int:
    """The position of the last category, 0 without any."""
    return ctx.db.value(select(func.max(trigger_categories.c.position))) or 0


def standing_at(ctx: Context, position: int) -> list[int]:
    """The categories at a position."""
    return ctx.db.values(select(ID).where(trigger_categories.c.position == position))


def has_triggers(ctx: Context, category_id: int) -> bool:
    """Whether a trigger is in the category."""
    statement = select(triggers.c.id).where(triggers.c.category_id == category_id)
    return ctx.db.row(statement.limit(1)) is not None


def rule_counts(ctx: Context, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """How many triggers of each category are active, and how many are not."""
    statement = (
        select(
            triggers.c.category_id,
            func.sum(case((triggers.c.active, 1), else_=0)).label("active_count"),
            func.sum(case((triggers.c.active, 0), else_=1)).label("inactive_count"),
        )
        .where(triggers.c.category_id.in_(ids))
        .group_by(triggers.c.category_id)
    )
    return ctx.db.rows(statement)
