"""Rules of text that several families share: JSON in columns, tags, e-mail addresses."""

import re
from collections.abc import Iterable

import msgspec

__all__ = ["as_json", "id_in", "looks_like_email", "split_tags"]

TAG_BREAK = re.compile(r"[\s,]+")
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\.]+(?:\.[^@\s<>,;:\"()\[\]\\.]+)*")
LONGEST_EMAIL = 254
LARGEST_ID = 2**63 - 1


def as_json(value: object) -> str:
    """The value in the form in which columns hold JSON."""
    return msgspec.json.encode(value).decode()


def split_tags(tags: Iterable[object] | str) -> list[str]:
    """Tags as they are stored: lower case, cut at white space and commas, sorted, each once.

    In a list clients also send numbers.
    """
    text = tags if isinstance(tags, str) else " ".join(str(tag) for tag in tags)
    return sorted({tag for tag in TAG_BREAK.split(text.lower()) if tag})


def id_in(text: str) -> int | None:
    """The id that the text is in digits; None for other text and for what no id reaches."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST_ID)):
        return None
    return number if (number := int(text)) <= LARGEST_ID else None


def looks_like_email(text: str) -> bool:
    """Whether the text can be one e-mail address; the domain may be a bare host name."""
    return len(text) <= LONGEST_EMAIL and EMAIL.fullmatch(text) is not None
