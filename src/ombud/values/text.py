"""Rules of plain text that several families share: tags, e-mail addresses, cutting."""

import re

__all__ = ["looks_like_email", "split_tags"]

TAG_BREAK = re.compile(r"[\s,]+")
EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\.]+(?:\.[^@\s<>,;:\"()\[\]\\.]+)*")
LONGEST_EMAIL = 254


def split_tags(tags: list[str] | str) -> list[str]:
    """Tags as they are stored: lower case, cut at white space and commas, sorted, each once."""
    text = tags if isinstance(tags, str) else " ".join(tags)
    return sorted({tag for tag in TAG_BREAK.split(text.lower()) if tag})


def looks_like_email(text: str) -> bool:
    """Whether the text can be one e-mail address; the domain may be a bare host name."""
    return len(text) <= LONGEST_EMAIL and EMAIL.fullmatch(text) is not None
