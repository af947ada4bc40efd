"""Takes words out of other texts than comments: plain ones, pages, and messages in any format."""

import html
from collections.abc import Sequence
from typing import Any

import msgspec

from ombud.families.ticket_comments.blackening import cover_words
from ombud.families.ticket_comments.rendering import text_of
from ombud.values.text import as_json

__all__ = ["in_message", "in_page", "in_text"]


def in_text(text: str | None, words: Sequence[str]) -> str | None:
    """The text without the words."""
    return None if text is None else cover_words(text, words)


def in_page(page: str | None, words: Sequence[str]) -> str | None:
    """The page, or none where its markup hides some of the words: the text alone is left then."""
    if page is None:
        return None
    covered = cover_words(page, _as_written(words))
    read = text_of(covered)
    return covered if cover_words(read, words) == read else None


def in_message(text: str, words: Sequence[str]) -> str:
    """A message and what it holds, also where that is JSON in a text."""
    if text[:1] in {"{", "["}:
        try:
            inner = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return cover_words(text, _as_written(words))
        covered = _value(inner, words)
        return text if covered == inner else as_json(covered)
    return cover_words(text, _as_written(words))


def _value(value: Any, words: Sequence[str]) -> Any:
    if isinstance(value, dict):
        return {name: _value(item, words) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(item, words) for item in value]
    return in_message(value, words) if isinstance(value, str) else value


def _as_written(words: Sequence[str]) -> list[str]:
    """The words, and how they are written in HTML and XML."""
    return [*words, *(html.escape(word) for word in words)]
