"""The parts of a mail, as places in its bytes: nothing is copied."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ombud.mail.mime.headers import Headers, read_headers
from ombud.mail.mime.limits import Limits
from ombud.mail.mime.parameters import valued

__all__ = ["Part", "structure_of"]

KIND = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
# The first line of a body that can be a delimiter, where the header names none that is there.
LOOKS_LIKE_DELIMITER = re.compile(rb"^--([^\s-][^\r\n]{0,98}[^\s])[ \t]*\r*$", re.MULTILINE)
# Only what stands near the beginning is taken for a delimiter that nobody named.
NEAR = 4_096


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what its headers say of it, where its body stands, and its own parts."""

    headers: Headers
    kind: str
    parameters: dict[str, str]
    start: int
    end: int
    children: tuple["Part", ...] = ()

    @property
    def is_multipart(self) -> bool:
        """Whether it was read as parts; a multipart without any is a text."""
        return bool(self.children)


@dataclass(slots=True)
class _Reading:
    raw: bytes
    limits: Limits
    parts: int = 0
    problems: dict[str, None] = field(default_factory=dict)


def structure_of(raw: bytes, limits: Limits) -> tuple[Part, tuple[str, ...]]:
    """The mail as a tree, and what was broken in it."""
    reading = _Reading(raw, limits)
    # Some ways put empty lines or a mark before the first header.
    start = len(raw) - len(raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    part = _part(reading, start, len(raw), 0, "text/plain")
    return part, tuple(reading.problems)


def _part(reading: _Reading, start: int, end: int, depth: int, default: str) -> Part:
    headers, body = read_headers(reading.raw, start, end, reading.limits)
    reading.parts += 1
    reading.problems.update(dict.fromkeys(headers.problems))
    kind, parameters = valued(headers.first("Content-Type"))
    kind = kind if kind and KIND.fullmatch(kind) else _unnamed(kind, default)
    if not kind.startswith("multipart/"):
        return Part(headers, kind, parameters, body, end)
    if depth >= reading.limits.depth:
        reading.problems["parts are nested too deeply"] = None
        return Part(headers, "application/octet-stream", parameters, body, end)
    spans = _spans(reading, body, end, parameters.get("boundary", ""))
    inner = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    children = []
    for child_start, child_end in spans:
        if reading.parts >= reading.limits.parts:
            reading.problems["there are too many parts"] = None
            break
        children.append(_part(reading, child_start, child_end, depth + 1, inner))
    if not children:
        reading.problems["a multipart has no parts"] = None
        return Part(headers, "text/plain", parameters, body, end)
    return Part(headers, kind, parameters, body, end, tuple(children))


def _unnamed(kind: str, default: str) -> str:
    """What a part is whose kind is missing or is none; old programs write just "text"."""
    if kind in {"", "text"}:
        return default
    return "text/html" if kind == "html" else "application/octet-stream"


def _spans(reading: _Reading, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
    """Where the parts begin and end."""
    named = boundary.encode("utf-8", "replace")
    if not named or not any(_delimiters(reading.raw, start, end, named)):
        reading.problems["the boundary of a multipart is missing or wrong"] = None
        found = LOOKS_LIKE_DELIMITER.search(reading.raw, start, min(end, start + NEAR))
        if found is None:
            return
        named = found[1]
    opened = None
    for delimiter_start, delimiter_end, is_last in _delimiters(reading.raw, start, end, named):
        if opened is not None:
            yield opened, max(opened, delimiter_start)
        opened = delimiter_end
        if is_last:
            return
    if opened is not None:
        reading.problems["a multipart does not end"] = None
        yield opened, end


def _delimiters(raw: bytes, start: int, end: int, named: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where lines of delimiters begin and end, with the line end before, and if it is the last."""
    needle = b"--" + named
    position = start
    while (found := raw.find(needle, position, end)) >= 0:
        position = found + len(needle)
        if found > start and raw[found - 1] not in b"\r\n":
            continue
        stop = raw.find(b"\n", position, min(end, position + 100))
        stop = min(end, position + 100) if stop < 0 else stop + 1
        rest = raw[position:stop].strip()
        if rest not in {b"", b"--"}:
            continue
        before = found
        if before > start and raw[before - 1] in b"\n":
            before -= 1
        if before > start and raw[before - 1] in b"\r":
            before -= 1
        yield before, stop, rest == b"--"
        position = stop
