"""The kinds of values that custom fields take, from what callers send to what is stored.

Each function raises ValueError when the value is not of the kind; who knows the field words it.
"""

import re
from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from ombud.values.patterns import compiled
from ombud.values.times import parse_date, parse_iso

__all__ = [
    "LONGEST_TEXT",
    "card_number",
    "chosen",
    "chosen_many",
    "day",
    "decimal",
    "integer",
    "matching",
    "record_id",
    "rows_of_value",
    "switch",
    "words",
]

LONGEST_TEXT = 65_535
MOST_DIGITS = 30
INTEGER = re.compile(rf"[+-]?\d{{1,{MOST_DIGITS}}}", re.ASCII)
DECIMAL = re.compile(rf"[+-]?(\d{{1,{MOST_DIGITS}}}([.,]\d{{0,30}})?|[.,]\d{{1,30}})", re.ASCII)
TRUE = frozenset({"true", "1", "on", "yes"})
FALSE = frozenset({"false", "0", "off", "no", ""})
LAST_DIGITS = 4
CARD_DIGITS = range(12, 20)


def words(value: object) -> str | None:
    """Text as it is; empty text is no value."""
    text = _text(value)
    if len(text) > LONGEST_TEXT:
        raise ValueError
    return text or None


def switch(value: object) -> bool:
    """True or false, also as the words and numbers that forms send."""
    text = "true" if value is True else "false" if value is False else _text(value).lower()
    if text not in TRUE | FALSE:
        raise ValueError
    return text in TRUE


def day(value: object) -> str | None:
    """`YYYY-MM-DD`, from a date or a time."""
    text = _text(value).strip()
    if not text:
        return None
    parse_iso(text)
    return parse_date(text)


def integer(value: object) -> int | None:
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


def decimal(value: object) -> str | None:
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


def matching(value: object, pattern: str | None) -> str | None:
    """Text in which the field's pattern is found."""
    text = words(value)
    if text is None or pattern is None:
        return text
    if not compiled(pattern).finds(text):
        raise ValueError
    return text


def card_number(value: object) -> str | None:
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


def chosen(value: object, options: Collection[str]) -> str | None:
    """The value of one option; what is no option is no value."""
    if isinstance(value, list) and len(value) <= 1:
        value = value[0] if value else ""
    text = _text(value).strip().lower()
    return text if text in options else None


def chosen_many(value: object, options: Collection[str]) -> list[str] | None:
    """The values of options in the options' order; what is no option is left out."""
    given = value if isinstance(value, list) else [value]
    wanted = {_text(item).strip().lower() for item in given if item is not None}
    return [option for option in options if option in wanted] or None


def record_id(value: object) -> str | None:
    """The id of a record of any kind, as text."""
    text = _text(value).strip()
    if len(text) > LONGEST_TEXT or (isinstance(value, float) and not value.is_integer()):
        raise ValueError
    return (str(int(value)) if isinstance(value, float) else text) or None


def rows_of_value(value: object) -> list[str]:
    """A stored value as the texts of its rows, which conditions and search compare with."""
    if value is None:
        return []
    if isinstance(value, list):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(value)]


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError  # noqa: TRY004 (one refusal, whatever is wrong with the value)
    return str(value)
