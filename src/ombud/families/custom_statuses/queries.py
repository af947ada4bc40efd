"""Statements of the custom statuses family: who sees which ones."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, case, select

from ombud.families.custom_statuses.shapes import CustomStatusQuery
from ombud.families.custom_statuses.statuses import CATEGORIES
from ombud.families.required import existing
from ombud.tables import custom_statuses
from ombud.wire.context import Context

__all__ = ["all_rows", "find", "matching", "visible", "with_ids"]

RANK = case(
    {category: rank for rank, category in enumerate(CATEGORIES)},
    value=custom_statuses.c.status_category,
)


def visible(ctx: Context) -> Select[Any]:
    """Agents see every status, end users those in use."""
    statement = select(custom_statuses)
    return statement if ctx.actor.is_agent else statement.where(custom_statuses.c.active)


def all_rows(ctx: Context) -> Sequence[Row[Any]]:
    """The visible statuses, category by category, the default of each first."""
    return _ordered(ctx, visible(ctx))


def matching(ctx: Context, query: CustomStatusQuery) -> Sequence[Row[Any]]:
    """The same, narrowed by the query."""
    statement = visible(ctx)
    if query.status_categories:
        wanted = [category.strip() for category in query.status_categories]
        statement = statement.where(custom_statuses.c.status_category.in_(wanted))
    if query.active is not None:
        statement = statement.where(custom_statuses.c.active.is_(query.active))
    if query.default is not None:
        statement = statement.where(custom_statuses.c.default.is_(query.default))
    return _ordered(ctx, statement)


def find(ctx: Context, status_id: int) -> Row[Any]:
    """One visible status; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(custom_statuses.c.id == status_id)))


def with_ids(ctx: Context, ids: Collection[int]) -> dict[int, Row[Any]]:
    """The visible statuses of these ids."""
    rows = ctx.db.rows(visible(ctx).where(custom_statuses.c.id.in_(ids)))
    return {row.id: row for row in rows}


def _ordered(ctx: Context, statement: Select[Any]) -> Sequence[Row[Any]]:
    default_first = custom_statuses.c.default.desc()
    return ctx.db.rows(statement.order_by(RANK, default_first, custom_statuses.c.id))
