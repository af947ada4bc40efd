"""Days of custom fields, as `YYYY-MM-DD`, and instants."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, literal

from ombud.rules.columns import Columns
from ombud.rules.conditions import Value
from ombud.rules.facts import Facts
from ombud.rules.kinds.kind import Plain, negated, one_text, presence, whole_number
from ombud.rules.kinds.quantities import COMPARISONS
from ombud.rules.match import ABSENT, Match
from ombud.values.times import parse_date, parse_iso

__all__ = ["Date", "Instant"]

# About as far as calendars are written.
MOST_DAYS = 36_500
WITHIN = {"within_previous_n_days": (-1, 0), "within_next_n_days": (0, 1)}


@dataclass(frozen=True, slots=True)
class Date(Plain):
    """A day; it is text whose order is that of time."""

    type: str = "date"
    nullable: bool = True

    def match(self, operator: str, value: Value) -> Match:
        found = presence(operator)
        if found is not None:
            return found
        text = one_text(value)
        if operator in WITHIN:
            return _within(whole_number(text, MOST_DAYS), *WITHIN[operator])
        if not text and operator in {"is", "is_not"}:
            return negated(operator, ABSENT)
        return negated(operator, _compared(COMPARISONS[operator], _day(text)))


@dataclass(frozen=True, slots=True)
class Instant(Plain):
    """A time in epoch seconds, written as ISO 8601."""

    type: str = "datetime"

    def match(self, operator: str, value: Value) -> Match:
        seconds = literal_seconds(one_text(value))
        return negated(operator, _compared(COMPARISONS[operator], seconds))


def literal_seconds(text: str) -> int:
    """Epoch seconds of a written time; raises ValueError."""
    try:
        return parse_iso(text)
    except ValueError as error:
        raise ValueError("is not a time") from error


def _day(text: str) -> str:
    try:
        parse_iso(text)
        return parse_date(text)
    except ValueError as error:
        raise ValueError("is not a date") from error


def _compared(compare: Callable[[Any, Any], Any], wanted: str | int) -> Match:
    def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
        operand = literal(wanted, BigInteger) if isinstance(wanted, int) else literal(wanted)
        compared: ColumnElement[bool] = compare(column, operand)
        return compared

    return Match(lambda value, _facts: bool(compare(value, wanted)), clause)


def _within(days: int, back: int, ahead: int) -> Match:
    """So many days before today, or after, today among them."""

    def bounds(today: str) -> tuple[str, str]:
        return _moved(today, back * days), _moved(today, ahead * days)

    def holds(value: Any, facts: Facts) -> bool:
        first, last = bounds(facts.today)
        return bool(first <= value <= last)

    def clause(column: ColumnElement[Any], columns: Columns) -> ColumnElement[bool]:
        first, last = bounds(columns.today)
        return and_(column >= first, column <= last)

    return Match(holds, clause)


def _moved(day: str, days: int) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat()
