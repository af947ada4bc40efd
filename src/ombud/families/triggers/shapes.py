"""The trigger object, what may be written of it, and how rows become it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Raw
from sqlalchemy import Row

from ombud.families.conditions.ruin import problems_of, written_of
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.rule_shapes import ConditionsChange, Rule, RuleItem, columns_of
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = [
    "InlineCategory",
    "Trigger",
    "TriggerChange",
    "TriggerItem",
    "TriggerQuery",
    "TriggerSearch",
    "show",
]


class Trigger(Rule, kw_only=True):
    """A trigger as agents see it."""

    root: ClassVar[str] = "trigger"
    roots: ClassVar[str] = "triggers"

    conditions: Raw
    description: str | None
    category_id: str


class InlineCategory(Change):
    """A category to make together with the trigger."""

    name: Maybe[Words] = UNSET
    position: Maybe[int] = UNSET


class TriggerChange(ConditionsChange):
    """What a caller may write."""

    raw_title: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    category_id: Maybe[str | int] = UNSET
    trigger_category: Maybe[InlineCategory] = UNSET


class TriggerItem(RuleItem):
    """One trigger of update_many."""

    category_id: Maybe[str | int] = UNSET


class TriggerQuery(msgspec.Struct):
    """Active or inactive ones, those of one category, or all."""

    active: bool | None = None
    category_id: str | None = None


class TriggerSearch(msgspec.Struct):
    """The words that the title holds, and JSON that names other attributes."""

    query: str | None = None
    filter: str | None = None
    active: bool | None = None
    # One word for `sort_by` and `sort_order`: a leading `-` falls.
    sort: str | None = None


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Trigger]:
    """The triggers of these rows."""
    titles = Titles(ctx)
    running = [written_of(row) for row in rows if row.active]
    problems = problems_of(ctx.db, running, "trigger")
    return [
        Trigger(
            conditions=Raw(row.conditions.encode()),
            description=row.description,
            category_id=str(row.category_id),
            # Zendesk: ruined-rules (docs/quirks.md#ruined-rules)
            problem=problems.get(row.id, UNSET),
            **columns_of(ctx, "/triggers", row, titles),
        )
        for row in rows
    ]
