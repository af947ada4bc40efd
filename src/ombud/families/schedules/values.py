"""What dates, time zones and intervals a schedule may have."""

import datetime as dt
from collections.abc import Sequence

from ombud.families.schedules.shapes import Interval
from ombud.values.time_zones import iana_of
from ombud.wire.errors import Invalid

__all__ = ["WORKDAYS", "date_in", "intervals_in", "time_zone_in"]

MINUTES_A_DAY = 1440
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
# Monday to Friday, nine to five: what a new schedule has.
WORKDAYS = tuple(
    (day * MINUTES_A_DAY + 9 * 60, day * MINUTES_A_DAY + 17 * 60) for day in range(1, 6)
)


def time_zone_in(given: object) -> str:
    """A time zone by a name of Rails or of the IANA; raises Invalid."""
    if not isinstance(given, str) or not given.strip():
        raise Invalid.blank("time_zone")
    name = given.strip()
    if iana_of(name) is None:
        raise Invalid.invalid("time_zone", name)
    return name


def date_in(attribute: str, given: object) -> dt.date:
    """A date written YYYY-MM-DD; raises Invalid."""
    if not isinstance(given, str) or not given.strip():
        raise Invalid.blank(attribute)
    try:
        return dt.date.fromisoformat(given.strip()[:10])
    except ValueError:
        raise Invalid.invalid(attribute, given) from None


def intervals_in(given: Sequence[Interval]) -> list[tuple[int, int]]:
    """The intervals in their order; raises Invalid.

    Zendesk: schedule-intervals (docs/quirks.md#schedule-intervals)
    """
    found = sorted((interval.start_time, interval.end_time) for interval in given)
    reached = 0
    for start, end in found:
        words = f"Intervals: {start} to {end}"
        if not 0 <= start < end <= MINUTES_A_WEEK:
            raise Invalid.one("intervals", f"{words} is not within a week")
        if end > start // MINUTES_A_DAY * MINUTES_A_DAY + MINUTES_A_DAY:
            raise Invalid.one("intervals", f"{words} goes past midnight")
        if start < reached:
            raise Invalid.one("intervals", f"{words} overlaps another interval")
        reached = end
    return found
