"""Statements about the variants of items that were found for the caller before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import dynamic_content_variants
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "by_item", "find", "of_item"]

variants = dynamic_content_variants
ORDERS = Orders(default=(variants.c.id,))


def of_item(item_id: int) -> Select[Any]:
    """The variants of an item."""
    return select(variants).where(variants.c.item_id == item_id)


def find(ctx: Context, item_id: int, variant_id: int) -> Row[Any]:
    """One variant of an item; raises NotFound."""
    return existing(ctx.db.row(of_item(item_id).where(variants.c.id == variant_id)))


def by_item(ctx: Context, item_ids: Sequence[int]) -> Mapping[int, Sequence[Row[Any]]]:
    """The variants of each item, the oldest first."""
    found: dict[int, list[Row[Any]]] = {item_id: [] for item_id in item_ids}
    statement = select(variants).where(variants.c.item_id.in_(item_ids)).order_by(variants.c.id)
    for row in ctx.db.rows(statement):
        found[row.item_id].append(row)
    return found
