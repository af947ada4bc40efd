"""What every kind of value can do, and how written values are taken apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ombud.rules.conditions import Value
from ombud.rules.match import ABSENT, PRESENT, Match, opposite

__all__ = [
    "OPPOSITES",
    "Kind",
    "Listed",
    "Plain",
    "many_texts",
    "negated",
    "one_text",
    "presence",
    "whole_number",
]

# Operators that say the contrary of another.
OPPOSITES: Mapping[str, str] = {
    "is_not": "is",
    "not_includes": "includes",
    "not_includes_words": "includes_words",
    "not_includes_string": "includes_string",
    "not_present": "present",
}
MOST_VALUES = 100
LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """One value that can be chosen, for definitions."""

    value: str
    title: str
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What definitions say of a kind that says nothing else: a text, which is never empty."""

    type: str = "text"
    record: str | None = None
    nullable: bool = False
    listed: tuple[Listed, ...] = ()


class Kind(Protocol):
    """How a field's values are written and compared."""

    @property
    def type(self) -> str:
        """What definitions call it: list, text, tags, ..."""
        ...

    @property
    def nullable(self) -> bool:
        """Whether the empty text stands for no value."""
        ...

    @property
    def listed(self) -> Sequence[Listed]:
        """The values to choose from that are always the same."""
        ...

    @property
    def record(self) -> str | None:
        """Which records can be chosen besides: group, user, brand, ..."""
        ...

    def match(self, operator: str, value: Value) -> Match:
        """What the condition asks of a value. Raises ValueError saying what is wrong."""
        ...


def one_text(value: Value) -> str:
    """The one text that a value is; null is empty."""
    if isinstance(value, tuple):
        if len(value) > 1:
            raise ValueError("takes one value")
        value = value[0] if value else None
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else value.strip()
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is too long (maximum is {LONGEST_TEXT} characters)")
    return text


def many_texts(value: Value) -> list[str]:
    """The texts of a value, which may be a single one."""
    given = value if isinstance(value, tuple) else (value,)
    if not given:
        raise ValueError("cannot be blank")
    if len(given) > MOST_VALUES:
        raise ValueError(f"cannot have more than {MOST_VALUES} values")
    return [one_text(item) for item in given]


def presence(operator: str) -> Match | None:
    """The match of an operator that takes no value."""
    return {"present": PRESENT, "not_present": ABSENT}.get(operator)


def whole_number(text: str, most: int) -> int:
    """A whole number from 0 to `most`; raises ValueError."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(most)):
        raise ValueError("is not a whole number")
    if (number := int(text)) > most:
        raise ValueError(f"is more than {most}")
    return number


def negated(operator: str, match: Match) -> Match:
    """The match itself, or its contrary for an operator that says it."""
    return opposite(match) if operator in OPPOSITES else match
