"""The variant on the wire, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["Variant", "VariantChange", "VariantOfItem", "show"]


class Variant(Shape):
    """The text of an item in one language."""

    root: ClassVar[str] = "variant"
    roots: ClassVar[str] = "variants"

    url: str
    id: int
    content: str
    locale_id: int
    outdated: bool
    active: bool
    default: bool
    created_at: str
    updated_at: str


class VariantChange(Change):
    """What a caller may write."""

    content: Maybe[Words] = UNSET
    locale_id: Maybe[int] = UNSET
    active: Maybe[bool] = UNSET
    default: Maybe[bool] = UNSET


class VariantOfItem(VariantChange):
    """The same among many, with the id of the variant that is meant."""

    id: Maybe[int] = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Variant]:
    """The variants of these rows."""
    return [
        Variant(
            url=ctx.links.api(f"/dynamic_content/items/{row.item_id}/variants/{row.id}"),
            id=row.id,
            content=row.content,
            locale_id=row.locale_id,
            outdated=row.outdated,
            active=row.active,
            default=row.default,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]
