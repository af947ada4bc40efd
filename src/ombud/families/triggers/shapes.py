"""The trigger object, what may be written of it, and how rows become it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Raw, UnsetType
from sqlalchemy import Row

from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.triggers import in_force
from ombud.values.times import iso
from ombud.wire.answers import Shape
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


class Trigger(Shape):
    """A trigger as agents see it."""

    root: ClassVar[str] = "trigger"
    roots: ClassVar[str] = "triggers"

    url: str
    id: int
    title: str
    active: bool
    updated_at: str
    created_at: str
    default: bool
    actions: Raw
    conditions: Raw
    description: str | None
    position: int
    raw_title: str
    category_id: str
    # Why it cannot run any more: something that it names is gone.
    problem: str | UnsetType = UNSET
    # Only with `include`.
    app_installation: UnsetType | None = UNSET
    permissions: dict[str, bool] | UnsetType = UNSET
    usage_1h: int | UnsetType = UNSET
    usage_24h: int | UnsetType = UNSET
    usage_7d: int | UnsetType = UNSET
    usage_30d: int | UnsetType = UNSET


class InlineCategory(Change):
    """A category to make together with the trigger."""

    name: Maybe[Words] = UNSET
    position: Maybe[int] = UNSET


class TriggerChange(Change):
    """What a caller may write; conditions stand in `conditions` or beside the other fields."""

    title: Maybe[Words] = UNSET
    raw_title: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET
    category_id: Maybe[str | int] = UNSET
    trigger_category: Maybe[InlineCategory] = UNSET
    conditions: Any = UNSET
    all: Any = UNSET
    any: Any = UNSET
    actions: Any = UNSET


class TriggerItem(Change):
    """One trigger of update_many; whatever else it says is ignored."""

    id: Maybe[int] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET
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
    titles, problems = Titles(ctx), ctx.db.cached(in_force.load).problems
    return [
        Trigger(
            url=ctx.links.api(f"/triggers/{row.id}"),
            id=row.id,
            title=titles.shown(row.raw_title),
            active=row.active,
            updated_at=iso(row.updated_at),
            created_at=iso(row.created_at),
            default=row.default,
            actions=Raw(row.actions.encode()),
            conditions=Raw(row.conditions.encode()),
            description=row.description,
            position=row.position,
            raw_title=row.raw_title,
            category_id=str(row.category_id),
            # Zendesk: ruined-rules (docs/quirks.md#ruined-rules)
            problem=problems.get(row.id, UNSET),
        )
        for row in rows
    ]
