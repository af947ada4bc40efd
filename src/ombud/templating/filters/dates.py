"""The filter `date`, with the codes of strftime. Names of days and months are English."""

import datetime as dt
import re
from collections.abc import Callable, Mapping

from ombud.templating import moments
from ombud.templating.filters.filter import Call
from ombud.templating.fragments import as_text
from ombud.templating.moments import Moment
from ombud.values.times import parse_iso

__all__ = ["date"]

CODE = re.compile(r"%([-0_^#:]?)([A-Za-z%])")
LONGEST_DATE = 64
LONGEST_FORM = 200
# What a code of the form costs, and trying to read a text.
EACH, READING = 5, 2500
PRINTED = (
    "%B %d, %Y, %H:%M",
    "%B %d, %Y",
    "%b %d, %Y, %H:%M",
    "%b %d, %Y",
    "%d %B %Y",
    "%d %b %Y",
    "%Y/%m/%d",
)
# The same in this year, which is then not printed.
PRINTED_THIS_YEAR = ("%B %d, %H:%M", "%B %d", "%b %d, %H:%M", "%b %d", "%b-%d")


def date(call: Call, left: object, form: object = None) -> str:
    """The time in the form; what is no time stays as it is."""
    text, wanted = as_text(left), as_text(form)
    call.budget.charge(len(wanted) * EACH + (0 if isinstance(left, Moment) else READING))
    at = _read(left, call.reader_now)
    if at is None or not wanted or len(wanted) > LONGEST_FORM:
        return text
    return CODE.sub(lambda code: _written(at, *code.groups()), wanted)


def _read(value: object, now: dt.datetime) -> dt.datetime | None:
    if isinstance(value, Moment):
        return value.at
    text = as_text(value).strip()
    if text in {"now", "today"}:
        return now
    if not text or len(text) > LONGEST_DATE:
        return None
    try:
        return _parsed(text, now)
    except (ValueError, OverflowError, OSError):
        return None


def _parsed(text: str, now: dt.datetime) -> dt.datetime:
    if text.isascii() and text.isdigit():
        return moments.local(int(text), now.tzinfo or dt.UTC)
    if text[:4].isdigit() and text[4:5] == "-":
        return moments.local(parse_iso(text), dt.UTC)
    for form in PRINTED:
        found = _matching(text, form)
        if found is not None:
            return found
    for form in PRINTED_THIS_YEAR:
        found = _matching(f"{now.year} {text}", f"%Y {form}")
        if found is not None:
            return found
    raise ValueError(text)


def _matching(text: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _written(at: dt.datetime, flag: str, code: str) -> str:
    write = CODES.get(code)
    if write is None:
        return f"%{flag}{code}"
    change = FLAGS.get(flag)
    return change(write(at)) if change else write(at)


def _padded(text: str, filling: str) -> str:
    digits = text.lstrip(" 0") or "0"
    return digits.rjust(len(text), filling)


def _with_colon(text: str) -> str:
    return f"{text[:-2]}:{text[-2:]}" if text[0] in "+-" else text


def _hour(at: dt.datetime) -> int:
    return at.hour % 12 or 12


FLAGS: Mapping[str, Callable[[str], str]] = {
    "^": str.upper,
    "#": str.swapcase,
    "-": lambda text: text.lstrip(" ").lstrip("0") or "0",
    "0": lambda text: _padded(text, "0"),
    "_": lambda text: _padded(text, " "),
    ":": _with_colon,
}
CODES: Mapping[str, Callable[[dt.datetime], str]] = {
    "Y": lambda at: f"{at.year:04d}",
    "C": lambda at: f"{at.year // 100:02d}",
    "y": lambda at: f"{at.year % 100:02d}",
    "m": lambda at: f"{at.month:02d}",
    "B": lambda at: at.strftime("%B"),
    "b": lambda at: at.strftime("%b"),
    "h": lambda at: at.strftime("%b"),
    "d": lambda at: f"{at.day:02d}",
    "e": lambda at: f"{at.day:2d}",
    "j": lambda at: f"{at.timetuple().tm_yday:03d}",
    "H": lambda at: f"{at.hour:02d}",
    "k": lambda at: f"{at.hour:2d}",
    "I": lambda at: f"{_hour(at):02d}",
    "l": lambda at: f"{_hour(at):2d}",
    "M": lambda at: f"{at.minute:02d}",
    "S": lambda at: f"{at.second:02d}",
    "L": lambda at: f"{at.microsecond // 1000:03d}",
    "N": lambda at: f"{at.microsecond * 1000:09d}",
    "P": lambda at: "am" if at.hour < 12 else "pm",
    "p": lambda at: "AM" if at.hour < 12 else "PM",
    "A": lambda at: at.strftime("%A"),
    "a": lambda at: at.strftime("%a"),
    "u": lambda at: str(at.isoweekday()),
    "w": lambda at: str(at.isoweekday() % 7),
    "U": lambda at: at.strftime("%U"),
    "W": lambda at: at.strftime("%W"),
    "V": lambda at: f"{at.isocalendar().week:02d}",
    "G": lambda at: f"{at.isocalendar().year:04d}",
    "Z": lambda at: at.tzname() or "UTC",
    "z": lambda at: at.strftime("%z") or "+0000",
    "s": lambda at: str(int(at.timestamp())),
    "D": lambda at: at.strftime("%m/%d/%y"),
    "x": lambda at: at.strftime("%m/%d/%y"),
    "F": lambda at: f"{at.year:04d}-{at.month:02d}-{at.day:02d}",
    "T": lambda at: at.strftime("%H:%M:%S"),
    "X": lambda at: at.strftime("%H:%M:%S"),
    "R": lambda at: at.strftime("%H:%M"),
    "r": lambda at: (
        f"{_hour(at):02d}:{at.minute:02d}:{at.second:02d} {'AM' if at.hour < 12 else 'PM'}"
    ),
    "c": lambda at: (
        at.strftime("%a %b ")
        + f"{at.day:2d} {at.hour:02d}:{at.minute:02d}:{at.second:02d} {at.year:04d}"
    ),
    "n": lambda _at: "\n",
    "t": lambda _at: "\t",
    "%": lambda _at: "%",
}
