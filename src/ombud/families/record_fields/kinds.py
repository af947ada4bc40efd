"""The kinds of values that custom fields take, from what callers send to what is stored.

A ValueError says that the value is not of the kind; who knows the field words it.
"""

import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from ombud.values.patterns import compiled
from ombud.values.times import parse_date, parse_iso

__all__ = ["cleaned", "rows_of_value", "tags_of_value"]

LONGEST_TEXT = 65_535
MOST_DIGITS = 30
INTEGER = re.compile(rf"[+-]?\d{{1,{MOST_DIGITS}}}", re.ASCII)
DECIMAL = re.compile(rf"[+-]?(\d{{1,{MOST_DIGITS}}}([.,]\d{{0,30}})?|[.,]\d{{1,30}})", re.ASCII)
TRUE = frozenset({"true", "1", "on", "yes"})
FALSE = frozenset({"false", "0", "off", "no", ""})
LAST_DIGITS = 4
CARD_DIGITS = range(12, 20)


def cleaned(kind: str, value: object, pattern: str | None, options: Collection[str]) -> Any:
    """What is stored for the value of a field of this kind; null is no value."""
    match kind:
        case "checkbox":
            result: Any = _switch(value)
        case "date":
            result = _day(value)
        case "integer":
            result = _integer(value)
        case "decimal":
            result = _decimal(value)
        case "regexp":
            result = _matching(value, pattern)
        case "partialcreditcard":
            result = _card_number(value)
        case "dropdown" | "tagger":
            result = _chosen(value, options)
        case "multiselect":
            result = _chosen_many(value, options)
        case "lookup":
            result = _record_id(value)
        case _:
            result = _words(value)
    return result


def rows_of_value(value: object) -> list[str]:
    """A stored value as the texts of its rows, which conditions and search compare with."""
    if value is None:
        return []
    if isinstance(value, list):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(value)]


def tags_of_value(kind: str, value: object, tag: str | None) -> list[str]:
    """The tags that a record with this stored value has; only checkboxes have a `tag`."""
    if kind == "checkbox":
        return [tag] if value is True and tag else []
    return rows_of_value(value) if kind in {"dropdown", "tagger", "multiselect"} else []


def _words(value: object) -> str | None:
    """Text as it is; empty text is no value."""
    text = _text(value)
    if len(text) > LONGEST_TEXT:
        raise ValueError
    return text or None


def _switch(value: object) -> bool:
    """True or false, also as the words and numbers that forms send."""
    text = "true" if value is True else "false" if value is False else _text(value).lower()
    if text not in TRUE | FALSE:
        raise ValueError
    return text in TRUE


def _day(value: object) -> str | None:
    """`YYYY-MM-DD`, from a date or a time."""
    text = _text(value).strip()
    if not text:
        return None
    parse_iso(text)
    return parse_date(text)


def _integer(value: object) -> int | None:
    """A whole number that 64 bits hold."""
    if isinstance(value, float):
        if not value.is_integer():
            raise ValueError
        value = int(value)
    text = _text(value).strip()
    if not text:
        return None
    if not INTEGER.fullmatch(text) or abs(int(text)) >= 2**63:
        raise ValueError
    return int(text)


def _decimal(value: object) -> str | None:
    """A number with a point, written out without an exponent."""
    text = _text(value).strip()
    if not text:
        return None
    if isinstance(value, float):
        text = f"{Decimal(repr(value)):f}"
    if not DECIMAL.fullmatch(text):
        raise ValueError
    try:
        return f"{Decimal(text.replace(',', '.')):f}"
    except InvalidOperation as error:
        raise ValueError from error


def _matching(value: object, pattern: str | None) -> str | None:
    """Text in which the field's pattern is found."""
    text = _words(value)
    if text is None or pattern is None:
        return text
    if not compiled(pattern).finds(text):
        raise ValueError
    return text


def _card_number(value: object) -> str | None:
    """A card number of which only the last four digits are kept."""
    text = re.sub(r"[\s-]", "", _text(value))
    if not text:
        return None
    # What was shown before may come back unchanged.
    digits = text.lstrip("Xx")
    is_shown = len(text) > len(digits) == LAST_DIGITS
    if not (digits.isascii() and digits.isdigit()) or not (is_shown or len(text) in CARD_DIGITS):
        raise ValueError
    return "X" * (len(text) - LAST_DIGITS) + digits[-LAST_DIGITS:]


def _chosen(value: object, options: Collection[str]) -> str | None:
    """The value of one option; what is no option is no value."""
    if isinstance(value, list) and len(value) <= 1:
        value = value[0] if value else ""
    text = _text(value).strip().lower()
    return text if text in options else None


def _chosen_many(value: object, options: Collection[str]) -> list[str] | None:
    """The values of options in the options' order; what is no option is left out."""
    given = value if isinstance(value, list) else [value]
    wanted = {_text(item).strip().lower() for item in given if item is not None}
    return [option for option in options if option in wanted] or None


def _record_id(value: object) -> str | None:
    """The id of a record of any kind, as text."""
    text = _text(value).strip()
    if len(text) > LONGEST_TEXT or (isinstance(value, float) and not value.is_integer()):
        raise ValueError
    return (str(int(value)) if isinstance(value, float) else text) or None


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError  # noqa: TRY004 (one refusal, whatever is wrong with the value)
    return str(value)
