"""The hours in which a desk works: weekly intervals of a time zone without its holidays.

Both ends of each interval become instants with the offset of their own day; what lies between
is counted in real seconds. Opening hours are kept per 52 weeks, so spans of years cost as days do.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

__all__ = [
    "Schedule",
    "business_seconds",
    "counted",
    "due_instant",
    "is_open",
    "on_holiday",
]

SECONDS_A_DAY = 86_400
MINUTES_A_DAY = 1440
SECONDS_A_PERIOD = 364 * SECONDS_A_DAY
# What takes longer than half a century never comes.
HORIZON = 50
EPOCH = dt.date(1970, 1, 1).toordinal()
# No local day before or after these can be moved by an offset and stay within datetime's years.
FIRST_DAY, LAST_DAY = 3, dt.date.max.toordinal() - 2


class _Period(NamedTuple):
    """The opening hours within 52 weeks, and the seconds worked before and after each."""

    starts: list[int]
    ends: list[int]
    before: list[int]
    after: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a desk works. Intervals are minutes from Sunday 00:00; holidays are first and last day."""

    # An IANA name.
    zone: str
    intervals: tuple[tuple[int, int], ...]
    holidays: tuple[tuple[dt.date, dt.date], ...] = ()
    # What was worked out so far, by 52 weeks since 1970.
    periods: dict[int, _Period] = field(default_factory=dict, init=False, repr=False, compare=False)


def business_seconds(schedule: Schedule, start: int, end: int) -> int:
    """Seconds of opening hours from one instant to a later one; 0 when it is not later."""
    if end <= start:
        return 0
    first, last = start // SECONDS_A_PERIOD, end // SECONDS_A_PERIOD
    seconds = _worked(_period(schedule, last), end) - _worked(_period(schedule, first), start)
    return seconds + sum(_period(schedule, number).total for number in range(first, last))


def due_instant(schedule: Schedule, start: int, seconds: int) -> int | None:
    """When so many seconds of opening hours have passed: a closing time rather than an opening.

    None when that is more than fifty years away.
    """
    if seconds <= 0:
        return start
    if not schedule.intervals:
        return None
    first = start // SECONDS_A_PERIOD
    period = _period(schedule, first)
    wanted = seconds + _worked(period, start)
    for number in range(first + 1, first + HORIZON + 1):
        if wanted <= period.total:
            place = bisect_left(period.after, wanted)
            return period.starts[place] + wanted - period.before[place]
        wanted -= period.total
        period = _period(schedule, number)
    return None


def counted(schedule: Schedule, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of the span that are opening hours, those that touch as one."""
    parts: list[tuple[int, int]] = []
    for number in range(start // SECONDS_A_PERIOD, end // SECONDS_A_PERIOD + 1):
        period = _period(schedule, number)
        first, last = bisect_right(period.ends, start), bisect_left(period.starts, end)
        for opens, closes in zip(period.starts[first:last], period.ends[first:last], strict=True):
            _join(parts, max(opens, start), min(closes, end))
    return parts


def is_open(schedule: Schedule, instant: int) -> bool:
    """Whether the desk works at this second; at closing time it does not."""
    period = _period(schedule, instant // SECONDS_A_PERIOD)
    place = bisect_right(period.starts, instant) - 1
    return place >= 0 and instant < period.ends[place]


def on_holiday(schedule: Schedule, instant: int) -> bool:
    """Whether the instant lies on a holiday, by the date in the schedule's time zone."""
    day = dt.datetime.fromtimestamp(instant, ZoneInfo(schedule.zone)).date()
    return any(first <= day <= last for first, last in schedule.holidays)


def _worked(period: _Period, instant: int) -> int:
    """Seconds of opening hours from the beginning of the period."""
    place = bisect_right(period.starts, instant) - 1
    if place < 0:
        return 0
    return period.before[place] + min(instant, period.ends[place]) - period.starts[place]


def _period(schedule: Schedule, number: int) -> _Period:
    found = schedule.periods.get(number)
    if found is None:
        found = schedule.periods[number] = _built(schedule, number)
    return found


def _built(schedule: Schedule, number: int) -> _Period:
    begin = number * SECONDS_A_PERIOD
    end = begin + SECONDS_A_PERIOD
    hours: list[tuple[int, int]] = []
    for opens, closes in _openings(schedule, begin, end):
        # Intervals that overlap count once.
        earliest = hours[-1][1] if hours else begin
        _join(hours, max(opens, earliest), min(closes, end))
    starts, ends = [opens for opens, _ in hours], [closes for _, closes in hours]
    before, after, total = [], [], 0
    for opens, closes in hours:
        before.append(total)
        total += closes - opens
        after.append(total)
    return _Period(starts, ends, before, after, total)


def _join(parts: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a part that begins no earlier than the last one ends, unless it is empty."""
    if start >= end:
        return
    if parts and parts[-1][1] == start:
        parts[-1] = (parts[-1][0], end)
    else:
        parts.append((start, end))


def _openings(schedule: Schedule, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The instants of all intervals of the local days that touch these seconds."""
    zone = ZoneInfo(schedule.zone)
    week = _week(schedule.intervals)
    first = max(begin // SECONDS_A_DAY + EPOCH - 1, FIRST_DAY)
    last = min(end // SECONDS_A_DAY + EPOCH + 1, LAST_DAY)
    closed = {
        day
        for holiday in schedule.holidays
        for day in range(max(holiday[0].toordinal(), first), min(holiday[1].toordinal(), last) + 1)
    }
    for day in range(first, last + 1):
        # Day 0 of Python's calendar would be a Sunday.
        for opens, closes in week[day % 7] if day not in closed else ():
            yield _instant(zone, day, opens), _instant(zone, day, closes)


def _week(intervals: tuple[tuple[int, int], ...]) -> list[list[tuple[int, int]]]:
    """The intervals of each weekday from Sunday, in minutes of the day, cut at midnight."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    for start, end in sorted(intervals):
        for day in range(start // MINUTES_A_DAY, -(-end // MINUTES_A_DAY)):
            midnight = day * MINUTES_A_DAY
            opens, closes = max(start - midnight, 0), min(end - midnight, MINUTES_A_DAY)
            week[day % 7].append((opens, closes))
    return week


def _instant(zone: ZoneInfo, day: int, minute: int) -> int:
    """The first second at which the clocks of the zone show this minute of the day, or a later one.

    So a time that exists twice is its first occurrence, and one that does not is the jump.
    """
    day, minute = day + minute // MINUTES_A_DAY, minute % MINUTES_A_DAY
    local = dt.datetime.fromordinal(day).replace(hour=minute // 60, minute=minute % 60)
    shown = (day - EPOCH) * SECONDS_A_DAY + minute * 60
    instant = shown - _offset(zone, local)
    earlier = shown - _offset(zone, local.replace(fold=1))
    # Only for a time that is jumped over does the second reading come before the first.
    while earlier < instant:
        middle = (earlier + instant) // 2
        if dt.datetime.fromtimestamp(middle, zone).replace(tzinfo=None) >= local:
            instant = middle
        else:
            earlier = middle + 1
    return instant


def _offset(zone: ZoneInfo, local: dt.datetime) -> int:
    offset = zone.utcoffset(local)
    return offset.days * SECONDS_A_DAY + offset.seconds if offset else 0
