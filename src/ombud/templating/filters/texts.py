"""Filters on texts. They see the text of what has markup; those that only add or trim keep it."""

import urllib.parse
from collections.abc import Callable, Iterator

from ombud.templating.filters.filter import Call
from ombud.templating.filters.numbers import whole
from ombud.templating.formats import TAG, Format, glue
from ombud.templating.fragments import Fragment, Ready, as_text

__all__ = [
    "append",
    "capitalize",
    "downcase",
    "lstrip",
    "prepend",
    "remove",
    "remove_first",
    "replace",
    "replace_first",
    "rstrip",
    "slice_",
    "split",
    "strip",
    "strip_newlines",
    "truncate",
    "truncatewords",
    "upcase",
    "url_decode",
    "url_encode",
]

# Putting one piece in place of another.
EACH = 10


def append(call: Call, left: object, more: object) -> str:
    """The value with another behind it."""
    return glue(call.format, (left, more))


def prepend(call: Call, left: object, more: object) -> str:
    """The value with another before it."""
    return glue(call.format, (more, left))


def capitalize(_call: Call, left: object) -> str:
    """The first letter large, the others small."""
    return as_text(left).capitalize()


def upcase(_call: Call, left: object) -> str:
    """All letters large."""
    return as_text(left).upper()


def downcase(_call: Call, left: object) -> str:
    """All letters small."""
    return as_text(left).lower()


def strip(_call: Call, left: object) -> str:
    """Without the space around it."""
    return _trimmed(left, str.strip)


def lstrip(_call: Call, left: object) -> str:
    """Without the space before it."""
    return _trimmed(left, str.lstrip)


def rstrip(_call: Call, left: object) -> str:
    """Without the space behind it."""
    return _trimmed(left, str.rstrip)


def strip_newlines(call: Call, left: object) -> str:
    """In one line."""
    return replaced(call, replaced(call, left, "\r", ""), "\n", "")


def replace(call: Call, left: object, old: object, new: object = "") -> str:
    """With every `old` exchanged."""
    return replaced(call, left, as_text(old), as_text(new))


def replace_first(call: Call, left: object, old: object, new: object = "") -> str:
    """With the first `old` exchanged."""
    return replaced(call, left, as_text(old), as_text(new), most=1)


def remove(call: Call, left: object, old: object) -> str:
    """Without any `old`."""
    return replaced(call, left, as_text(old), "")


def remove_first(call: Call, left: object, old: object) -> str:
    """Without the first `old`."""
    return replaced(call, left, as_text(old), "", most=1)


def slice_(_call: Call, left: object, start: object, length: object = 1) -> object:
    """A part of a text or list; a negative start counts from the end."""
    items = left if isinstance(left, list | tuple | range) else str(as_text(left))
    begin = whole(start)
    if begin < 0:
        begin += len(items)
    if not 0 <= begin <= len(items):
        return "" if isinstance(items, str) else []
    part = items[begin : begin + max(whole(length), 0)]
    return part if isinstance(part, str) else list(part)


def split(call: Call, left: object, separator: object) -> list[str]:
    """The parts between the separators; white space counts as one, none cuts at each character."""
    text, between = as_text(left), as_text(separator)
    if not between:
        return list(text)
    call.budget.search(text, between)
    parts = text.split() if between == " " else text.split(between)
    call.budget.charge(len(parts) * 2)
    while parts and not parts[-1]:
        parts.pop()
    return parts


def truncate(_call: Call, left: object, length: object = 50, end: object = "...") -> str:
    """At most so many characters, the end included."""
    text, rest = as_text(left), as_text(end)
    most = whole(length)
    return text if len(text) <= most else text[: max(most - len(rest), 0)] + rest


def truncatewords(_call: Call, left: object, count: object = 15, end: object = "...") -> str:
    """At most so many words."""
    text = as_text(left)
    most = max(whole(count), 1)
    words = text.split()
    return text if len(words) <= most else " ".join(words[:most]) + as_text(end)


def url_encode(_call: Call, left: object) -> str:
    """As it is written in the query of a URL."""
    return urllib.parse.quote_plus(as_text(left), errors="replace")


def url_decode(call: Call, left: object) -> str:
    """What was written in the query of a URL."""
    text = as_text(left)
    call.budget.marks(text, "%")
    return urllib.parse.unquote_plus(text)


def replaced(call: Call, left: object, old: str, new: str, most: int = -1) -> str:
    """The value with `old` exchanged, at most so many times; the tags of markup stay whole."""
    text = as_text(left)
    call.budget.search(text, old)
    count = text.count(old) if old else 0
    if not count:
        return text
    call.budget.text(len(text) + count * (len(new) - len(old)))
    call.budget.charge(count * EACH)
    if isinstance(text, Ready) and call.format.tags and "<" in text.printed:
        call.budget.marks(text.printed, "<&")
        return call.format.rendered("".join(_around_tags(call.format, text, old, new, most)))
    if not isinstance(new, Ready | Fragment):
        return text.replace(old, new, most)
    pieces = text.split(old, most)
    printed = call.format.show(new).join(map(call.format.escape, pieces))
    return Ready(str(new).join(pieces), printed)


def _around_tags(form: Format, text: Ready, old: str, new: str, most: int) -> Iterator[str]:
    at = 0
    written = form.show(new)
    for start, end in (*(tag.span() for tag in TAG.finditer(text.printed)), (None, None)):
        pieces = form.plain(text.printed[at:start]).split(old, most)
        if most > 0:
            most -= len(pieces) - 1
        elif most == 0:
            pieces = [old.join(pieces)]
        yield written.join(map(form.escape, pieces))
        yield text.printed[start:end] if start is not None else ""
        at = end or at


def _trimmed(left: object, how: Callable[[str], str]) -> str:
    text = as_text(left)
    if isinstance(text, Ready):
        return Ready(how(text), how(text.printed))
    if isinstance(text, Fragment):
        return Fragment(how(text), how(text.html))
    return how(text)
