"""What a variant may be: a text that is a sound template, in a language that the account offers."""

from typing import Any

from ombud.families.dynamic_content_variants.shapes import VariantChange
from ombud.families.locales import catalogue
from ombud.families.placeholders.checking import check_template
from ombud.families.required import required_text
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["new_values", "taken", "written"]

LONGEST_CONTENT = 65_535


def new_values(ctx: Context, change: VariantChange) -> dict[str, Any]:
    """The columns of a new variant; it is active, and not the default, unless it says so."""
    values = {
        "content": _content(ctx, change.content),
        "locale_id": _locale(ctx, change.locale_id),
        "active": change.active is not False,
        "default": change.default is True,
    }
    if values["default"] and not values["active"]:
        raise INACTIVE_DEFAULT
    return values


def written(ctx: Context, change: VariantChange) -> dict[str, Any]:
    """The columns that a change of a variant writes; null leaves a switch as it is."""
    values: dict[str, Any] = {}
    if change.content is not UNSET:
        values["content"] = _content(ctx, change.content)
    if change.locale_id is not UNSET:
        values["locale_id"] = _locale(ctx, change.locale_id)
    for name in ("active", "default"):
        given = getattr(change, name)
        if isinstance(given, bool):
            values[name] = given
    return values


def taken(locale_id: int) -> Invalid:
    """The item has a variant in this language already."""
    description = f"Locale: {locale_id} has already been taken"
    return Invalid.one("locale_id", description, "DuplicateValue")


def _content(ctx: Context, given: object) -> str:
    required_text("content", given, LONGEST_CONTENT)
    # Space around the words may be meant: it stands in the middle of other texts.
    content = text_of(given) or ""
    if len(content) > LONGEST_CONTENT:
        raise Invalid.too_long("content", LONGEST_CONTENT)
    check_template(ctx, "content", content)
    return content


def _locale(ctx: Context, given: object) -> int:
    if not isinstance(given, int):
        raise Invalid.blank("locale_id", "Locale")
    if not catalogue.is_offered(ctx.db, given):
        raise Invalid.one("locale_id", f"Locale: {given} is not valid")
    return given


INACTIVE_DEFAULT = Invalid.one("active", "Active: the default variant cannot be deactivated")
