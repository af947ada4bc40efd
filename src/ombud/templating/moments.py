"""Dates as they are printed: in a language and a time zone, and still known as times."""

import calendar
import datetime as dt
import functools
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from ombud.values.times import iso

__all__ = [
    "Moment",
    "Zone",
    "clock",
    "day",
    "header",
    "language",
    "local",
    "short",
    "stamp",
    "stamp_with_offset",
    "zone",
]

Zone = dt.tzinfo
# A day and a month with all its letters, whose order differs from language to language.
DAY = "MMMMd"


class Moment(str):
    """A printed time, which the filter `date` reads without having to understand the text."""

    __slots__ = ("at",)
    at: dt.datetime

    def __new__(cls, text: str, at: dt.datetime) -> Self:
        made = super().__new__(cls, text)
        made.at = at
        return made


@functools.lru_cache(maxsize=256)
def zone(name: str) -> Zone:
    """The time zone of an IANA name; UTC when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return dt.UTC


def local(seconds: int, where: Zone) -> dt.datetime:
    """Epoch seconds on the clocks of a time zone."""
    return dt.datetime.fromtimestamp(seconds, where)


@functools.lru_cache(maxsize=256)
def language(code: str) -> Locale:
    """The rules of a language; those of English when nothing is known of it."""
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return Locale("en", "US")


def day(at: dt.datetime, now: dt.datetime, code: str) -> str:
    """`March 9`, with the year when it is not this one."""
    return _written(at.date(), DAY if at.year == now.year else "long", code)


def clock(at: dt.datetime) -> str:
    """`14:30`."""
    return f"{at.hour:02d}:{at.minute:02d}"


def header(at: dt.datetime, code: str) -> str:
    """`Mar 10, 2026, 14:30`, as it stands above a comment."""
    return f"{_written(at.date(), 'medium', code)}, {clock(at)}"


def short(at: dt.datetime, code: str) -> str:
    """`May-18`."""
    return _written(at.date(), "MMM-dd", code)


def stamp(at: dt.datetime) -> str:
    """`2013-12-12T05:35:00Z`."""
    return iso(calendar.timegm(at.utctimetuple()))


def stamp_with_offset(at: dt.datetime) -> str:
    """`2013-12-12T05:35+0100`."""
    return at.strftime("%Y-%m-%dT%H:%M%z")


@functools.lru_cache(maxsize=2048)
def _written(date: dt.date, form: str, code: str) -> str:
    known = language(code)
    if form == DAY:
        form = str(known.datetime_skeletons.get(DAY) or "MMMM d")
    return format_date(date, form, known)
