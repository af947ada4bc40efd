"""Changes of variants. An item has one variant in a language, and one that is its default."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, update

from ombud.db import Duplicate
from ombud.families.dynamic_content_items import queries as item_queries
from ombud.families.dynamic_content_items.circles import refuse_circle
from ombud.families.dynamic_content_variants import queries
from ombud.families.dynamic_content_variants.shapes import VariantChange, VariantOfItem
from ombud.families.dynamic_content_variants.values import (
    INACTIVE_DEFAULT,
    new_values,
    taken,
    written,
)
from ombud.families.job_statuses.batches import check_batch
from ombud.tables import dynamic_content_items, dynamic_content_variants
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, NotFound

__all__ = ["change_many", "create_many", "delete_variant", "insert", "update_variant"]

variants = dynamic_content_variants


def create_many(ctx: Context, item_id: int, changes: Sequence[VariantChange]) -> list[int]:
    """Add variants to an item; their ids. Raises NotFound and Invalid."""
    item_queries.lock(ctx, item_id)
    _check_number(changes)
    ids = []
    for change in changes:
        values = new_values(ctx, change)
        if values["default"]:
            _make_way(ctx, item_id)
        ids.append(insert(ctx, item_id, values))
    _changed(ctx, item_id)
    return ids


def insert(ctx: Context, item_id: int, values: dict[str, Any]) -> int:
    """Write a new variant; its id. Raises Invalid when the item has one in its language."""
    times = {"created_at": ctx.now, "updated_at": ctx.now}
    try:
        return ctx.db.insert(variants, item_id=item_id, **values, **times)
    except Duplicate as error:
        raise taken(values["locale_id"]) from error


def update_variant(ctx: Context, item_id: int, variant_id: int, change: VariantChange) -> None:
    """Change one variant; raises NotFound and Invalid."""
    item_queries.lock(ctx, item_id)
    row = queries.find(ctx, item_id, variant_id)
    values = written(ctx, change)
    if values:
        _change(ctx, row, values)
        _changed(ctx, item_id)


def change_many(ctx: Context, item_id: int, changes: Sequence[VariantOfItem]) -> list[int]:
    """Change variants, each known by its id; their ids. Raises NotFound and Invalid."""
    item_queries.lock(ctx, item_id)
    _check_number(changes)
    ids = []
    for change in changes:
        if not isinstance(change.id, int):
            raise Invalid.blank("id")
        try:
            row = queries.find(ctx, item_id, change.id)
        except NotFound as error:
            raise Invalid.invalid("id", change.id) from error
        values = written(ctx, change)
        if values:
            _change(ctx, row, values)
        ids.append(row.id)
    _changed(ctx, item_id)
    return ids


def delete_variant(ctx: Context, item_id: int, variant_id: int) -> None:
    """Delete a variant that is not the default; raises NotFound and Invalid."""
    item_queries.lock(ctx, item_id)
    if queries.find(ctx, item_id, variant_id).default:
        raise Invalid.one("base", "The default variant cannot be deleted")
    ctx.db.run(delete(variants).where(variants.c.id == variant_id))
    _changed(ctx, item_id)


def _change(ctx: Context, row: Row[Any], values: dict[str, Any]) -> None:
    _check_switches(row, values)
    rewritten = values.get("content", row.content) != row.content
    becomes_default = values.get("default", row.default) and not row.default
    if becomes_default:
        _make_way(ctx, row.item_id)
    elif row.default and rewritten:
        _set_others_outdated(ctx, row.item_id)
    if becomes_default or "content" in values:
        # Somebody has looked at it, even if it stays as it is.
        values["outdated"] = False
    try:
        ctx.db.update(variants, row.id, {**values, "updated_at": ctx.now})
    except Duplicate as error:
        raise taken(values["locale_id"]) from error


def _check_switches(row: Row[Any], values: dict[str, Any]) -> None:
    if row.default and values.get("default") is False:
        description = "Default: make another variant the default instead"
        raise Invalid.one("default", description)
    if values.get("default", row.default) and not values.get("active", row.active):
        raise INACTIVE_DEFAULT


def _make_way(ctx: Context, item_id: int) -> None:
    """Let another variant become the default; those that were written for the old one are old."""
    ctx.db.run(
        update(variants).where(variants.c.item_id == item_id).values(default=False, outdated=True)
    )


def _set_others_outdated(ctx: Context, item_id: int) -> None:
    others = update(variants).where(variants.c.item_id == item_id, variants.c.default.is_(False))
    ctx.db.run(others.values(outdated=True))


def _check_number(changes: Sequence[VariantChange]) -> None:
    if not changes:
        raise Invalid.blank("variants")
    check_batch(changes, "variants")


def _changed(ctx: Context, item_id: int) -> None:
    refuse_circle(ctx, item_id)
    ctx.db.update(dynamic_content_items, item_id, {"updated_at": ctx.now})
    ctx.db.configuration_changed()
