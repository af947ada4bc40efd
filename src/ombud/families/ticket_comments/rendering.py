"""The three forms of a comment: body, html_body and plain_body, from text or from HTML."""

import html
import re
from dataclasses import dataclass

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

from ombud.values.html_pages import rewritten, words_of
from ombud.values.html_text import as_text
from ombud.values.safe_html import ATTRIBUTES, sanitized

__all__ = ["LONGEST", "Rendered", "from_html", "from_markdown", "from_text", "text_of"]

# Bytes of text that one comment may hold.
LONGEST = 65_535
# Characters of a page once it is clean.
LARGEST_PAGE = 4 * LONGEST
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# Without one of these a text cannot hold a link, and looking for one costs more than the rest.
LINK_SIGNS = re.compile(r"://|www\.|@|\.[a-zA-Z]{2}")
links = LinkifyIt()
markdown = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A comment in its three forms."""

    body: str
    html_body: str
    plain_body: str


def from_text(text: str) -> Rendered:
    """Plain text: paragraphs at blank lines, breaks at line ends, links where there are URLs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    paragraphs = [_paragraph(part) for part in PARAGRAPHS.split(text)]
    inner = "\n\n".join(f'<p dir="auto">{part}</p>' for part in paragraphs)
    return Rendered(text, f'<div class="zd-comment" dir="auto">{inner}</div>', text)


def from_markdown(text: str) -> Rendered:
    """Text that the account reads as Markdown."""
    text = text.replace("\r\n", "\n").strip()
    inner = sanitized(markdown.render(text)).strip()
    return Rendered(
        text, f'<div class="zd-comment zd-comment-pre-styled" dir="auto">{inner}</div>', text
    )


def from_html(source: str) -> Rendered:
    """HTML of a client, cleaned of everything that could act, and the text of it."""
    page, _ = rewritten(source, ATTRIBUTES)
    inner = "" if page is None else sanitized(page).strip()
    if page is None or len(inner) > LARGEST_PAGE:
        # Made to grow where parsers repair it: only its words are worth keeping.
        return from_text(words_of(source))
    text = text_of(inner)
    return Rendered(text, f'<div class="zd-comment" dir="auto">{inner}</div>', text)


def text_of(source: str) -> str:
    """What HTML reads as."""
    return as_text(source).strip() if "<" in source else html.unescape(source)


def _paragraph(text: str) -> str:
    return "\n<br> ".join(_linked(line) for line in text.split("\n"))


def _linked(line: str) -> str:
    found = links.match(line) if LINK_SIGNS.search(line) else None
    if not found:
        return html.escape(line, quote=False)
    pieces, position = [], 0
    for match in found:
        pieces.append(html.escape(line[position : match.index], quote=False))
        address = html.escape(match.url)
        shown = html.escape(match.text, quote=False)
        pieces.append(f'<a href="{address}" rel="noreferrer">{shown}</a>')
        position = match.last_index
    pieces.append(html.escape(line[position:], quote=False))
    return "".join(pieces)
