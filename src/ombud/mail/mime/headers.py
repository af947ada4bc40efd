"""The block of headers at the beginning of a mail or of one of its parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ombud.mail.mime.limits import Limits
from ombud.mail.mime.words import header_text, spoken

__all__ = ["Headers", "read_headers"]

NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")


@dataclass(frozen=True, slots=True)
class Headers:
    """Headers in their order; values on one line, encoded words not yet decoded."""

    fields: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """The values of every header of this name, in any case."""
        name = name.lower()
        return tuple(value for key, value in self.fields if key.lower() == name)

    def first(self, name: str) -> str:
        """The value of the first header of this name; empty without one."""
        return next(iter(self.all(name)), "")

    def decoded(self) -> tuple[tuple[str, str], ...]:
        """Every header for people to read."""
        return tuple((name, spoken(value)) for name, value in self.fields)


def read_headers(raw: bytes, start: int, end: int, limits: Limits) -> tuple[Headers, int]:
    """The headers between two places, and where the body begins.

    A line that is no header ends them: what follows is the body, with that line.
    """
    fields: list[tuple[str, str]] = []
    problems: dict[str, None] = {}
    lines: list[bytes] = []
    size = 0
    body = end
    for line_start, line_end, line in _lines(raw, start, end):
        if not line.strip():
            body = line_end
            break
        if line[:1] in b" \t":
            size += len(line)
            if lines and size <= limits.header:
                lines.append(line)
            elif lines:
                problems["a header is too long and was cut"] = None
        elif NAME.match(line) is not None:
            _add(fields, lines, limits, problems)
            size = len(line)
            lines = [line]
        elif not (line_start == start and line.startswith(b"From ")) and line[:6] != b">From ":
            problems["the headers end without an empty line"] = None
            body = line_start
            break
    _add(fields, lines, limits, problems)
    return Headers(tuple(fields), tuple(problems)), body


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[int, int, bytes]]:
    """Lines with their places, the second being where the next begins."""
    while start < end:
        found = raw.find(b"\n", start, end)
        stop = end if found < 0 else found
        yield start, min(stop + 1, end), raw[start:stop].rstrip(b"\r")
        start = stop + 1


def _add(
    fields: list[tuple[str, str]], lines: list[bytes], limits: Limits, problems: dict[str, None]
) -> None:
    if not lines:
        return
    if len(fields) >= limits.headers:
        problems["there are too many headers"] = None
        return
    value = b"\n".join(lines)
    if len(value) > limits.header:
        problems["a header is too long and was cut"] = None
    name, _, rest = value[: limits.header].partition(b":")
    fields.append((name.strip().decode("ascii", "replace"), header_text(rest)))
