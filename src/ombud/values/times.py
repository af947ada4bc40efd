"""Times as whole epoch seconds inside, as ISO 8601 text at the edges."""

import calendar
import datetime as dt
import functools
import re

__all__ = ["EARLIEST", "LATEST", "iso", "iso_or_none", "iso_with_offset", "parse_date", "parse_iso"]

SECONDS_A_DAY = 86_400
# From year 1 to year 9999: what both databases and every client can express.
EARLIEST, LATEST = -62_135_596_800, 253_402_300_799
ISO_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"(?:\s*(Z|z|UTC|[+-]\d{2}:?\d{2}))?)?"
)


def iso(seconds: int) -> str:
    """`2012-04-04T09:14:57Z`, the form of every time in an answer."""
    day, rest = divmod(seconds, SECONDS_A_DAY)
    hours, rest = divmod(rest, 3600)
    return f"{_day(day)}T{hours:02d}:{rest // 60:02d}:{rest % 60:02d}Z"


def iso_or_none(seconds: int | None) -> str | None:
    """The same, where null means that it never happened."""
    return None if seconds is None else iso(seconds)


def iso_with_offset(seconds: int) -> str:
    """`2012-04-04T09:14:57+00:00`, the form that counts use for `refreshed_at`."""
    return iso(seconds)[:-1] + "+00:00"


def parse_iso(text: str) -> int:
    """Epoch seconds of an ISO 8601 time with any offset; without one it is UTC.

    Raises ValueError for anything that is not a time between the years 1 and 9999.
    """
    match = ISO_TIME.fullmatch(text.strip())
    if match is None:
        message = f"{text!r} is not an ISO 8601 time"
        raise ValueError(message)
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    # datetime checks the ranges; timegm does the arithmetic without a time zone.
    moment = dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=dt.UTC)
    seconds = calendar.timegm(moment.timetuple()) - _offset(match.group(7))
    if not EARLIEST <= seconds <= LATEST:
        message = f"{text!r} is outside the years 1 to 9999"
        raise ValueError(message)
    return seconds


def parse_date(text: str) -> str:
    """The date itself as `YYYY-MM-DD`; raises ValueError when there is no such day."""
    return dt.date.fromisoformat(text[:10]).isoformat()


@functools.lru_cache(maxsize=4096)
def _day(days: int) -> str:
    return (dt.date(1970, 1, 1) + dt.timedelta(days=days)).isoformat()


def _offset(text: str | None) -> int:
    if text is None or text in {"Z", "z", "UTC"}:
        return 0
    sign = -1 if text[0] == "-" else 1
    return sign * (int(text[1:3]) * 3600 + int(text[-2:]) * 60)
