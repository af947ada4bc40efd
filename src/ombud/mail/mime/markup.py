"""HTML of mails: made safe, read as text, and refused where it was made to take long."""

import html
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from ombud.mail.mime.charsets import cleaned
from ombud.values.html_pages import rewritten, words_of
from ombud.values.html_text import as_text
from ombud.values.safe_html import ATTRIBUTES, SCHEMES, sanitized

__all__ = ["as_html", "safe", "text_of", "well_formed"]

# What the library that makes text of pages follows into the depth.
DEEPEST = 200
# Marks by which programs name quotes and signatures; they go with the last cleaning.
MARKED: Mapping[str, AbstractSet[str]] = {
    **ATTRIBUTES,
    "*": ATTRIBUTES["*"] | {"id", "type", "style", "name"},
}
NO_ATTRIBUTES: Mapping[str, AbstractSet[str]] = {"*": set()}
WITH_PICTURES = SCHEMES | {"cid"}
BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def well_formed(source: str) -> str | None:
    """The page with every tag closed and known tags only, and with the marks of mail programs.

    None when parsing it would take unduly long. Only `safe` makes it fit to be shown.
    """
    page, _ = rewritten(source, MARKED)
    return None if page is None else sanitized(page, attributes=MARKED, schemes=WITH_PICTURES)


def safe(source: str) -> str:
    """What of the page may be shown; pictures of the mail stay as `cid:` links."""
    return sanitized(source, schemes=WITH_PICTURES).strip()


def text_of(source: str) -> str:
    """What the page reads as."""
    if "<" not in source:
        return cleaned(html.unescape(source)).strip()
    page, depth = rewritten(source, NO_ATTRIBUTES)
    text = words_of(source) if page is None or depth > DEEPEST else as_text(page)
    lines = (line.rstrip() for line in cleaned(text).replace("\xa0", " ").split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def as_html(text: str) -> str:
    """A text as a part of a page."""
    return f"<div>{html.escape(text, quote=False).replace(chr(10), '<br>')}</div>"
