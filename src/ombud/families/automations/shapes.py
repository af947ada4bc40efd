"""The automation object, what may be written of it, and how rows become it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Raw, UnsetType
from sqlalchemy import Row

from ombud.families.dynamic_content_items.titles import Titles
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = [
    "Automation",
    "AutomationChange",
    "AutomationItem",
    "AutomationQuery",
    "AutomationSearch",
    "show",
]


class Automation(Shape):
    """An automation as agents see it."""

    root: ClassVar[str] = "automation"
    roots: ClassVar[str] = "automations"

    url: str
    id: int
    title: str
    active: bool
    updated_at: str
    created_at: str
    default: bool
    actions: Raw
    conditions: Raw
    position: int
    raw_title: str
    # Only with `include`.
    app_installation: UnsetType | None = UNSET
    permissions: dict[str, bool] | UnsetType = UNSET
    usage_1h: int | UnsetType = UNSET
    usage_24h: int | UnsetType = UNSET
    usage_7d: int | UnsetType = UNSET
    usage_30d: int | UnsetType = UNSET


class AutomationChange(Change):
    """What a caller may write; conditions stand in `conditions` or beside the other fields."""

    title: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET
    conditions: Any = UNSET
    all: Any = UNSET
    any: Any = UNSET
    actions: Any = UNSET


class AutomationItem(Change):
    """One automation of update_many."""

    id: Maybe[int] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET


class AutomationQuery(msgspec.Struct):
    """Active or inactive ones, or both."""

    active: bool | None = None


class AutomationSearch(AutomationQuery):
    """The words that the title holds."""

    query: str | None = None


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Automation]:
    """The automations of these rows."""
    titles = Titles(ctx)
    return [
        Automation(
            url=ctx.links.api(f"/automations/{row.id}"),
            id=row.id,
            title=titles.shown(row.raw_title),
            active=row.active,
            updated_at=iso(row.updated_at),
            created_at=iso(row.created_at),
            default=row.default,
            actions=Raw(row.actions.encode()),
            conditions=Raw(row.conditions.encode()),
            position=row.position,
            raw_title=row.raw_title,
        )
        for row in rows
    ]
