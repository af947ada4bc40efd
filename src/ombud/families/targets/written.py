"""Attributes as a caller wrote them: checked, in the form in which they are stored."""

import re
from typing import Any

from ombud.families.placeholders.checking import check_template
from ombud.families.targets.kinds import KINDS, Attribute
from ombud.families.targets.shapes import TargetChange
from ombud.families.targets.stored import Attributes
from ombud.outgoing.http import Unreachable
from ombud.outgoing.places import place_of
from ombud.values.text import looks_like_email
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["attributes_in"]

Value = str | bool
LONGEST = 2000
PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
# What decides who gets the password.
ADDRESSED = frozenset({"target_url", "username", "email"})
NEVER_SHOWN = "must be given again when the address or the user changes"


def attributes_in(
    ctx: Context, kind: str, change: TargetChange, before: Attributes | None = None
) -> dict[str, str | bool]:
    """Every attribute of the target after the change; raises Invalid with all problems."""
    stored = before or {}
    after: dict[str, str | bool] = {}
    details: dict[str, list[dict[str, Any]]] = {}
    for attribute in KINDS[kind]:
        try:
            value = _value(ctx, attribute, change.of(attribute.name), stored.get(attribute.name))
        except Invalid as error:
            details |= error.details
        else:
            if value is not None:
                after[attribute.name] = value
    if not details:
        details |= _kept_password(kind, change, stored, after)
    if details:
        raise Invalid(details)
    return after


def _value(ctx: Context, attribute: Attribute, given: Any, stored: Value | None) -> Value | None:
    # Whoever shows what was answered sends back null for what is never told.
    if given is UNSET or (given is None and attribute.hidden):
        given = stored
    if attribute.form == "flag":
        return bool(attribute.default if given is None else given)
    text = (text_of(given) or "") if attribute.hidden else (text_of(given) or "").strip()
    if not text:
        if attribute.required:
            raise Invalid.blank(attribute.name)
        return attribute.default
    return _checked(ctx, attribute, text)


def _checked(ctx: Context, attribute: Attribute, text: str) -> str:
    name = attribute.name
    if len(text) > LONGEST:
        raise Invalid.too_long(name, LONGEST)
    if CONTROL.search(text):
        raise _wrong(name, "must not have line breaks or control characters")
    if attribute.choices:
        text = text.lower()
        if text not in attribute.choices:
            raise Invalid.invalid(name, text)
    if attribute.template:
        check_template(ctx, name, text)
    if attribute.form == "url":
        _check_url(name, text)
    elif (attribute.form == "email" and not looks_like_email(text)) or (
        attribute.form == "label" and not LABEL.fullmatch(text)
    ):
        raise Invalid.invalid(name, text)
    elif name == "username" and ":" in text:
        raise _wrong(name, "must not have a colon")
    return text


def _check_url(name: str, text: str) -> None:
    """Placeholders may stand in the path and the query: who is written to is not for tickets to say."""
    authority = re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]
    if PLACEHOLDER.search(text.partition("://")[0] + authority) or "{" in authority:
        raise _wrong(name, "must not have placeholders before the path")
    try:
        place_of(PLACEHOLDER.sub("x", text))
    except Unreachable as error:
        raise _wrong(name, error.detail.partition(": ")[2]) from error


def _kept_password(
    kind: str, change: TargetChange, before: Attributes, after: Attributes
) -> dict[str, list[dict[str, Any]]]:
    """A password that nobody typed now must not go to whom it was not meant for."""
    hidden = {each.name for each in KINDS[kind] if each.hidden}
    moved = any(_who(name, before) != _who(name, after) for name in ADDRESSED)
    found: dict[str, list[dict[str, Any]]] = {}
    for name in hidden & before.keys() & after.keys():
        if moved and not change.of(name):
            # Zendesk: passwords-of-targets (docs/quirks.md#passwords-of-targets)
            found |= _wrong(name, NEVER_SHOWN).details
    return found


def _who(name: str, attributes: Attributes) -> object:
    value = attributes.get(name)
    if name != "target_url" or value is None:
        return value
    place = place_of(PLACEHOLDER.sub("x", str(value)))
    return place.scheme, place.host, place.port


def _wrong(name: str, why: str) -> Invalid:
    return Invalid.one(name, f"{name.replace('_', ' ').capitalize()}: {why}")
