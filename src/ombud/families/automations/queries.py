"""Statements of the automations family."""

from typing import Any

from sqlalchemy import Row, Select, func, select

from ombud.families.automations.shapes import AutomationQuery
from ombud.families.required import existing
from ombud.families.rule_usages.ordering import rules_in
from ombud.tables import automations
from ombud.wire.context import Context

__all__ = ["by_ids", "count_active", "find", "matching", "visible"]


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every automation."""
    return rules_in(ctx, automations)


def matching(ctx: Context, query: AutomationQuery) -> Select[Any]:
    """The listed ones."""
    statement = visible(ctx)
    return (
        statement if query.active is None else statement.where(automations.c.active == query.active)
    )


def find(ctx: Context, automation_id: int) -> Row[Any]:
    """One automation; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(automations.c.id == automation_id)))


def by_ids(ctx: Context, ids: list[int]) -> list[Row[Any]]:
    """These automations in the order of the ids; raises NotFound unless all are there."""
    rows = ctx.db.rows(visible(ctx).where(automations.c.id.in_(ids)))
    by_id = {row.id: row for row in rows}
    return [existing(by_id.get(automation_id)) for automation_id in ids]


def count_active(ctx: Context) -> int:
    """How many are active."""
    counting = select(func.count()).select_from(automations).where(automations.c.active)
    return int(ctx.db.value(counting))
