"""The trigger category object, and what may be written of it and of many at once."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = [
    "Batch",
    "CategoryPlace",
    "TriggerCategory",
    "TriggerCategoryChange",
    "TriggerPlace",
    "show",
]


class TriggerCategory(Shape):
    """A category as agents see it."""

    root: ClassVar[str] = "trigger_category"
    roots: ClassVar[str] = "trigger_categories"

    id: str
    name: str
    position: int
    created_at: str
    updated_at: str


class TriggerCategoryChange(Change):
    """What a caller may write."""

    name: Maybe[Words] = UNSET
    position: Maybe[int] = UNSET


class CategoryPlace(msgspec.Struct):
    """Where a category is to stand."""

    id: str | int
    position: int | None = None


class TriggerPlace(msgspec.Struct):
    """Where a trigger is to stand, and whether it is to run."""

    id: str | int
    category_id: str | int | None = None
    position: int | None = None
    active: bool | None = None


class BatchItems(msgspec.Struct):
    """What a batch moves."""

    trigger_categories: list[CategoryPlace] | None = None
    triggers: list[TriggerPlace] | None = None


class Batch(msgspec.Struct):
    """Moves many categories and triggers, all or none."""

    action: Literal["patch"]
    items: BatchItems


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[TriggerCategory]:
    """The categories of these rows."""
    del ctx
    return [
        TriggerCategory(
            id=str(row.id),
            name=row.name,
            position=row.position,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]
