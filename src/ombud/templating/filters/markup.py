"""Filters that make, remove or escape markup, and JSON."""

import html

import markupsafe
import msgspec

from ombud.templating.filters.filter import Call
from ombud.templating.filters.texts import replaced
from ombud.templating.formats import HTML, JSON, without_tags
from ombud.templating.fragments import Fragment, Ready, as_text

__all__ = ["escape", "escape_once", "json", "newline_to_br", "strip_html"]


def escape(call: Call, left: object) -> str:
    """With entities instead of the characters of HTML; in HTML a value has them anyway."""
    text = str(as_text(left))
    if not call.format.markup:
        return text
    written = str(markupsafe.escape(text))
    return Ready(text, written) if call.format is HTML else written


def escape_once(call: Call, left: object) -> str:
    """The same, where entities that are there already stay."""
    text = as_text(left)
    call.budget.marks(text, "&")
    return escape(call, html.unescape(text))


def newline_to_br(call: Call, left: object) -> str:
    """With a line break of HTML before each new line; mail without markup has no use for it."""
    if not call.format.markup:
        return as_text(left)
    line_break = Ready("<br />\n") if call.format is HTML else "<br />\n"
    return replaced(call, replaced(call, left, "\r", ""), "\n", line_break)


def strip_html(call: Call, left: object) -> str:
    """The text without tags."""
    text = as_text(left)
    call.budget.marks(text, "<")
    return str(text) if isinstance(text, Fragment) else without_tags(str(text))


def json(call: Call, left: object) -> str:
    """The value as JSON, with its quotes."""
    written = msgspec.json.encode(_simple(left)).decode()
    return Ready(written) if call.format is JSON else written


def _simple(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return [_simple(item) for item in value]
    return str(as_text(value))
