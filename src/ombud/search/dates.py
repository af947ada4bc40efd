"""Dates as searches write them: whole days of the account, instants, and times ago."""

import calendar
import datetime as dt
import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ombud.search.language import IllegalSearch, Operator, Term
from ombud.values.times import EARLIEST, LATEST, parse_iso

__all__ = ["Span", "bounds", "day_of", "illegal_value", "span_of"]

DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
AMERICAN_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})",
    re.IGNORECASE,
)
AGO = re.compile(r"([0-9]{1,9})(minute|hour|day|week|month|year)s?", re.IGNORECASE)
SECONDS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
MONTHS = {"month": 1, "year": 12}
FORMS = (
    "Expected date as yyyy-mm-dd, ISO time such as yyyy-mm-ddThh:mm:ss+05:00, "
    "or relative time such as 2hours."
)


class Span(NamedTuple):
    """From `start` up to, but without, `end`; an instant is one second long."""

    start: int
    end: int


def bounds(term: Term, now: int, zone: ZoneInfo) -> Span:
    """The seconds that the term's operator and value reach over.

    A day is over at its end: `>` begins after it and `<=` includes all of it. Raises
    IllegalSearch for a value that is no date.
    """
    return _bounds(span_of(term, now, zone), term.operator)


def day_of(term: Term, now: int, zone: ZoneInfo) -> str:
    """The day that the value names or lies in, `YYYY-MM-DD`; raises IllegalSearch."""
    try:
        return dt.datetime.fromtimestamp(span_of(term, now, zone).start, zone).date().isoformat()
    except (ValueError, OverflowError) as error:
        raise illegal_value(term) from error


def span_of(term: Term, now: int, zone: ZoneInfo) -> Span:
    """What the value itself names: a day or an instant."""
    value = term.value.strip()
    try:
        span = _day(value, zone) or _instant(value) or _ago(term, value, now)
    except (ValueError, OverflowError) as error:
        raise illegal_value(term) from error
    if span is None:
        raise illegal_value(term)
    return span


def illegal_value(term: Term, wanted: str = FORMS) -> IllegalSearch:
    """The refusal of a value, with what was wanted instead."""
    return IllegalSearch(f'Illegal value "{term.value}" for "{term.keyword}". {wanted}')


def _bounds(span: Span, operator: Operator) -> Span:
    match operator:
        case ">":
            return Span(span.end, LATEST + 1)
        case ">=":
            return Span(span.start, LATEST + 1)
        case "<":
            return Span(EARLIEST, span.start)
        case "<=":
            return Span(EARLIEST, span.end)
    return span


def _day(value: str, zone: ZoneInfo) -> Span | None:
    found = DAY.fullmatch(value)
    if found:
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    else:
        american = AMERICAN_DAY.fullmatch(value)
        if american is None:
            return None
        day = dt.date(int(american[3]), int(american[1]), int(american[2]))
    if day == dt.date.max:
        return Span(_midnight(day, zone), LATEST + 1)
    return Span(_midnight(day, zone), _midnight(day + dt.timedelta(days=1), zone))


def _midnight(day: dt.date, zone: ZoneInfo) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def _instant(value: str) -> Span | None:
    if not INSTANT.fullmatch(value):
        return None
    seconds = parse_iso(value.upper())
    return Span(seconds, seconds + 1)


def _ago(term: Term, value: str, now: int) -> Span | None:
    found = AGO.fullmatch(value)
    # Zendesk: equal to a moment ago means nothing (quirk search-relative-equality).
    if found is None or term.operator == ":":
        return None
    number, unit = int(found[1]), found[2].lower()
    if unit in SECONDS:
        moment = now - number * SECONDS[unit]
    else:
        moment = _months_before(now, number * MONTHS[unit])
    moment = max(moment, EARLIEST)
    return Span(moment, moment + 1)


def _months_before(now: int, count: int) -> int:
    """The same day and time of an earlier month, or that month's last day."""
    moment = dt.datetime.fromtimestamp(now, dt.UTC)
    months = moment.year * 12 + moment.month - 1 - count
    year, month = divmod(months, 12)
    if year < dt.MINYEAR:
        return EARLIEST
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    earlier = moment.replace(year=year, month=month + 1, day=day)
    return calendar.timegm(earlier.timetuple())
