"""Changes of items. What templates call an item is settled when it is created."""

from typing import Any

from sqlalchemy import delete

from ombud.db import Duplicate
from ombud.families.accounts import account
from ombud.families.dynamic_content_items import queries
from ombud.families.dynamic_content_items.circles import refuse_circle
from ombud.families.dynamic_content_items.shapes import ItemChange
from ombud.families.dynamic_content_items.usage import refuse_use
from ombud.families.dynamic_content_variants import service as variants
from ombud.families.dynamic_content_variants.shapes import VariantChange
from ombud.families.dynamic_content_variants.values import new_values
from ombud.families.job_statuses.batches import check_batch
from ombud.families.required import required_text
from ombud.tables import dynamic_content_items
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_item", "placeholder_of", "rename"]

LONGEST_NAME = 255


def create(ctx: Context, change: ItemChange) -> int:
    """Create an item with its variants; its id. Raises Forbidden and Invalid."""
    queries.visible(ctx)
    name = required_text("name", change.name, LONGEST_NAME)
    written = _variants(ctx, change)
    try:
        item_id = ctx.db.insert(
            dynamic_content_items,
            name=name,
            placeholder=placeholder_of(name),
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    except Duplicate as error:
        raise _taken(error, name) from error
    for values in written:
        variants.insert(ctx, item_id, values)
    refuse_circle(ctx, item_id)
    ctx.db.configuration_changed()
    return item_id


def rename(ctx: Context, item_id: int, change: ItemChange) -> None:
    """Change the name, which is all of an item that can be; raises NotFound and Invalid."""
    queries.find(ctx, item_id)
    if change.name is UNSET:
        return
    name = required_text("name", change.name, LONGEST_NAME)
    try:
        ctx.db.update(dynamic_content_items, item_id, {"name": name, "updated_at": ctx.now})
    except Duplicate as error:
        raise _taken(error, name) from error
    ctx.db.configuration_changed()


def delete_item(ctx: Context, item_id: int) -> None:
    """Delete an item with its variants; raises NotFound, and Invalid while a rule names it."""
    item = queries.lock(ctx, item_id)
    refuse_use(ctx, item)
    ctx.db.run(delete(dynamic_content_items).where(dynamic_content_items.c.id == item_id))
    ctx.db.configuration_changed()


def placeholder_of(name: str) -> str:
    """What templates call an item that is created with this name.

    # Zendesk: placeholder-names (docs/quirks.md#placeholder-names)
    """
    return "".join(letter if letter.isalnum() else "_" for letter in name.lower())[:LONGEST_NAME]


def _variants(ctx: Context, change: ItemChange) -> list[dict[str, Any]]:
    """The columns of the new variants, one of which is the default."""
    given = change.variants or [_only_variant(ctx, change)]
    check_batch(given, "variants")
    written = [new_values(ctx, each) for each in given]
    if not any(values["default"] for values in written):
        wanted = written[0]["locale_id"] if len(written) == 1 else change.default_locale_id
        for values in written:
            values["default"] = values["locale_id"] == wanted
    defaults = [values for values in written if values["default"]]
    if len(defaults) != 1:
        raise Invalid.one("variants", "Variants: exactly one must be the default")
    if change.default_locale_id not in {UNSET, None, defaults[0]["locale_id"]}:
        raise Invalid.invalid("default_locale_id", change.default_locale_id)
    if not defaults[0]["active"]:
        raise Invalid.one("variants", "Variants: the default must be active")
    return written


def _only_variant(ctx: Context, change: ItemChange) -> VariantChange:
    """An item may be given by its content alone, in its default language."""
    if change.content is UNSET or change.content is None:
        raise Invalid.blank("variants")
    locale_id = change.default_locale_id
    if locale_id is UNSET or locale_id is None:
        locale_id = ctx.db.cached(account.load).locale_id
    return VariantChange(content=change.content, locale_id=locale_id)


def _taken(error: Duplicate, name: str) -> Invalid:
    placeholder = f"{{{{dc.{placeholder_of(name)}}}}}"
    is_name = error.constraint == "uq_dynamic_content_items_name"
    what = f"Name: {name}" if is_name else f"Name: the placeholder {placeholder}"
    return Invalid.one("name", f"{what} has already been taken", "DuplicateValue")
