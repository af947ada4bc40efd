"""Statements about the items of dynamic content: who sees them, and which are meant."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from ombud.families.required import existing
from ombud.tables import dynamic_content_items, folded
from ombud.wire.answers import Orders
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["ORDERS", "find", "lock", "named", "visible"]

items = dynamic_content_items
ORDERS = Orders(default=(items.c.id,))


def visible(ctx: Context) -> Select[Any]:
    """Every item, for those whose role lets them manage dynamic content; raises Forbidden."""
    if not ctx.actor.may("manage_dynamic_content"):
        raise Forbidden
    return select(items)


def find(ctx: Context, item_id: int) -> Row[Any]:
    """One item; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(items.c.id == item_id)))


def lock(ctx: Context, item_id: int) -> Row[Any]:
    """The same, kept from other writers: what its variants may be depends on all of them."""
    return existing(ctx.db.row(visible(ctx).where(items.c.id == item_id).with_for_update()))


def named(ctx: Context, identifiers: Sequence[str]) -> Sequence[Row[Any]]:
    """The items whose placeholder or name is among the identifiers, `dc.` before it or not."""
    words = [each.strip(" {}").removeprefix("dc.") for each in identifiers]
    is_named = folded(items.c.name).in_([func.lower(word) for word in words])
    statement = visible(ctx).where(or_(items.c.placeholder.in_(words), is_named))
    return ctx.db.rows(statement.order_by(items.c.id))
