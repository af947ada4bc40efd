"""Time that passed, counted by the calendar and by the hours of a schedule."""

from typing import NamedTuple

from ombud.rules.business_time import Schedule, business_seconds, due_instant
from ombud.values.times import LATEST

__all__ = ["Span", "due_after", "minutes", "span"]

SECONDS_A_MINUTE = 60


class Span(NamedTuple):
    """Seconds."""

    calendar: int
    business: int


def span(schedule: Schedule | None, start: int, end: int) -> Span:
    """What passed; without a schedule a desk works around the clock."""
    calendar = end - start
    return Span(calendar, calendar if schedule is None else business_seconds(schedule, start, end))


def due_after(
    schedule: Schedule | None, start: int, seconds: int, *, business_hours: bool
) -> int | None:
    """The instant at which so much has passed; None when it never comes."""
    if business_hours and schedule is not None:
        return due_instant(schedule, start, seconds)
    due = start + seconds
    return due if due <= LATEST else None


def minutes(seconds: int) -> int:
    """To the nearest minute, half a minute up."""
    return (seconds + SECONDS_A_MINUTE // 2) // SECONDS_A_MINUTE
