"""The three forms of a comment: body, html_body and plain_body, from text or from HTML."""

import html
import re
from dataclasses import dataclass

import nh3
from inscriptis import get_text
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt

__all__ = ["LONGEST", "Rendered", "from_html", "from_markdown", "from_text", "text_of"]

# Bytes of text that one comment may hold.
LONGEST = 65_535
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
# Without one of these a text cannot hold a link, and looking for one costs more than the rest.
LINK_SIGNS = re.compile(r"://|www\.|@|\.[a-zA-Z]{2}")
links = LinkifyIt()
markdown = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")

TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "code", "col", "colgroup", "dd", "del", "div", "dl"),
    *("dt", "em", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img"),
    *("ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub"),
    *("sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"),
}
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "class"},
    "a": {"href", "name", "target"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


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
    inner = _sanitized(markdown.render(text)).strip()
    return Rendered(
        text, f'<div class="zd-comment zd-comment-pre-styled" dir="auto">{inner}</div>', text
    )


def from_html(source: str) -> Rendered:
    """HTML of a client, cleaned of everything that could act, and the text of it."""
    inner = _sanitized(source).strip()
    text = text_of(inner)
    return Rendered(text, f'<div class="zd-comment" dir="auto">{inner}</div>', text)


def text_of(source: str) -> str:
    """What HTML reads as."""
    return get_text(source).strip() if "<" in source else html.unescape(source)


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


def _sanitized(source: str) -> str:
    return nh3.clean(
        source,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
        strip_comments=True,
    )
