"""The plain fields of a user, checked and turned into columns."""

from typing import Any

from ombud.families.locales import catalogue
from ombud.families.placeholders.checking import check_template
from ombud.families.required import required_text
from ombud.families.users.changes import UserChange
from ombud.values.time_zones import iana_of
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["checked_name", "profile_values"]

LONGEST_LINE = 255
LONGEST_TEXT = 65_535


def profile_values(ctx: Context, change: UserChange) -> dict[str, Any]:
    """Columns of what was given; raises Invalid."""
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        values["name"] = checked_name(change.name)
    for name, longest in (
        ("alias", LONGEST_LINE),
        ("external_id", LONGEST_LINE),
        ("details", LONGEST_TEXT),
        ("notes", LONGEST_TEXT),
        ("signature", LONGEST_TEXT),
    ):
        given = getattr(change, name)
        if given is not UNSET:
            values[name] = _text(name, given, longest)
    if values.get("signature"):
        check_template(ctx, "signature", values["signature"])
    if change.external_id is not UNSET:
        values["external_id"] = values["external_id"] or None
    if change.suspended is not UNSET:
        values["suspended"] = change.suspended is True
    values.update(_time_zone(change))
    values.update(_locale(ctx, change))
    return values


def checked_name(given: object) -> str:
    """A name of 1 to 255 characters; raises Invalid."""
    return required_text("name", given, LONGEST_LINE)


def _text(attribute: str, given: object, longest: int) -> str | None:
    text = text_of(given)
    if text is not None and len(text) > longest:
        raise Invalid.too_long(attribute, longest)
    return text


def _time_zone(change: UserChange) -> dict[str, Any]:
    if change.time_zone is UNSET:
        return {}
    if change.time_zone and iana_of(change.time_zone) is None:
        raise Invalid.invalid("time_zone", change.time_zone)
    return {"time_zone": change.time_zone or None}


def _locale(ctx: Context, change: UserChange) -> dict[str, Any]:
    """`locale_id` wins over `locale`; null goes back to the account's language."""
    if change.locale_id is not UNSET:
        if change.locale_id is not None and not catalogue.is_offered(ctx.db, change.locale_id):
            raise Invalid.invalid("locale_id", change.locale_id)
        return {"locale_id": change.locale_id}
    if change.locale is UNSET:
        return {}
    if change.locale is None:
        return {"locale_id": None}
    found = catalogue.id_of(change.locale)
    if found is None or not catalogue.is_offered(ctx.db, found):
        raise Invalid.invalid("locale", change.locale)
    return {"locale_id": found}
