"""The automation object, what lists are asked for, and how rows become it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import UNSET, Raw
from sqlalchemy import Row

from ombud.families.conditions.ruin import problems_of, written_of
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.rule_shapes import Rule, columns_of
from ombud.wire.context import Context

__all__ = [
    "Automation",
    "AutomationQuery",
    "AutomationSearch",
    "show",
]


class Automation(Rule, kw_only=True):
    """An automation as agents see it."""

    root: ClassVar[str] = "automation"
    roots: ClassVar[str] = "automations"

    conditions: Raw


class AutomationQuery(msgspec.Struct):
    """Active or inactive ones, or both."""

    active: bool | None = None


class AutomationSearch(AutomationQuery):
    """The words that the title holds."""

    query: str | None = None


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Automation]:
    """The automations of these rows."""
    titles = Titles(ctx)
    running = [written_of(row) for row in rows if row.active]
    problems = problems_of(ctx.db, running, "automation")
    return [
        Automation(
            conditions=Raw(row.conditions.encode()),
            problem=problems.get(row.id, UNSET),
            **columns_of(ctx, "/automations", row, titles),
        )
        for row in rows
    ]
