"""Whole hours since an event or until one, by the calendar or in business hours.

As SQL an age becomes a range of instants, so that an index on the column can find it: business
seconds never grow when their start moves on, which is how the ends of the range are found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, false, literal, or_

from ombud.rules.columns import Columns
from ombud.rules.conditions import Value
from ombud.rules.facts import Facts, Hours
from ombud.rules.kinds.kind import Plain, one_text, whole_number
from ombud.rules.match import Match

__all__ = ["BUSINESS", "HoursBetween"]

BUSINESS = {
    "is_business_hours": "is",
    "less_than_business_hours": "less_than",
    "greater_than_business_hours": "greater_than",
}
HOUR = 3600
MOST_HOURS = 1_000_000
# No event lies farther from now.
FARTHEST = 100 * 366 * 24 * HOUR
# Zendesk: hours-other-side (docs/quirks.md#hours-other-side)
# Seconds that an age may have; None has no end.
Ages = tuple[int, int | None]
Range = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class HoursBetween(Plain):
    """Hours since an instant, or `until` it; never of an event on the other side of now."""

    until: bool = False

    def match(self, operator: str, value: Value) -> Match:
        ages = _ages(BUSINESS.get(operator, operator), whole_number(one_text(value), MOST_HOURS))
        in_business = operator in BUSINESS

        def holds(at: Any, facts: Facts) -> bool:
            seconds = self._age(at, facts, in_business=in_business)
            return seconds >= ages[0] and (ages[1] is None or seconds <= ages[1])

        def clause(column: ColumnElement[Any], columns: Columns) -> ColumnElement[bool]:
            if in_business and columns.schedules:
                return or_(
                    *(
                        and_(has_it, _inside(column, self._range(ages, columns.now, hours.seconds)))
                        for has_it, hours in columns.schedules
                    )
                )
            return _inside(column, self._range(ages, columns.now, _calendar))

        return Match(holds, clause)

    def _age(self, at: int, facts: Facts, *, in_business: bool) -> int:
        """Seconds between now and the instant; below 0 on the other side of now."""
        start, end = (facts.now, at) if self.until else (at, facts.now)
        if end < start or not in_business:
            return end - start
        hours: Hours | None = facts.schedule(None)
        return end - start if hours is None else hours.seconds(start, end)

    def _range(self, ages: Ages, now: int, seconds: Callable[[int, int], int]) -> Range | None:
        """The first and the last instant of such an age; None when there is no such instant."""

        def age_of(distance: int) -> int:
            at = now + distance if self.until else now - distance
            return seconds(now, at) if self.until else seconds(at, now)

        least, most = ages
        nearest = _nearest(age_of, least)
        if nearest is None or (most is not None and most < least):
            return None
        beyond = None if most is None else _nearest(age_of, most + 1)
        farthest = None if beyond is None else beyond - 1
        if self.until:
            return now + nearest, None if farthest is None else now + farthest
        return None if farthest is None else now - farthest, now - nearest


def _ages(operator: str, hours: int) -> Ages:
    seconds = hours * HOUR
    if operator == "less_than":
        return 0, seconds - 1
    if operator == "greater_than":
        return seconds + 1, None
    return seconds, seconds + HOUR - 1


def _calendar(start: int, end: int) -> int:
    return end - start


def _nearest(age_of: Callable[[int], int], seconds: int) -> int | None:
    """The smallest distance from now at which an age is reached; None if it never is."""
    if seconds <= 0:
        return 0
    low, high = 0, seconds
    while age_of(high) < seconds:
        if high > FARTHEST:
            return None
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if age_of(middle) >= seconds else (middle, high)
    return high


def _inside(column: ColumnElement[Any], found: Range | None) -> ColumnElement[bool]:
    if found is None:
        return false()
    first, last = found
    parts = []
    if first is not None:
        parts.append(column >= literal(first, BigInteger))
    if last is not None:
        parts.append(column <= literal(last, BigInteger))
    return and_(*parts)
