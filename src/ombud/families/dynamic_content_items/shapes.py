"""The item on the wire, what may be written of it, and how rows become one."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.families.dynamic_content_variants import queries as variant_queries
from ombud.families.dynamic_content_variants.shapes import Variant, VariantChange
from ombud.families.dynamic_content_variants.shapes import show as show_variants
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["Item", "ItemChange", "ItemsQuery", "show"]


class Item(Shape):
    """An item with all its variants."""

    root: ClassVar[str] = "item"
    roots: ClassVar[str] = "items"

    url: str
    id: int
    name: str
    placeholder: str
    default_locale_id: int
    outdated: bool
    created_at: str
    updated_at: str
    variants: list[Variant]


class ItemChange(Change):
    """What a caller may write; all but `name` counts on creation only."""

    name: Maybe[Words] = UNSET
    default_locale_id: Maybe[int] = UNSET
    variants: Maybe[list[VariantChange]] = UNSET
    content: Maybe[Words] = UNSET


class ItemsQuery(msgspec.Struct):
    """`identifiers` are the names of placeholders."""

    identifiers: list[str] = []


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Item]:
    """The items of these rows."""
    variants = variant_queries.by_item(ctx, [row.id for row in rows])
    return [_item(ctx, row, variants[row.id]) for row in rows]


def _item(ctx: Context, row: Row[Any], variants: Sequence[Row[Any]]) -> Item:
    return Item(
        url=ctx.links.api(f"/dynamic_content/items/{row.id}"),
        id=row.id,
        name=row.name,
        placeholder=f"{{{{dc.{row.placeholder}}}}}",
        default_locale_id=next(each.locale_id for each in variants if each.default),
        outdated=any(each.outdated for each in variants),
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        variants=show_variants(ctx, variants),
    )
