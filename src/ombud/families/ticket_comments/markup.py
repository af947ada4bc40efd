"""The HTML of a comment, cut into tags and characters, so that single words can be replaced."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

__all__ = ["Piece", "address_of", "attribute_names", "pieces_of", "text_of_pieces", "without"]

TOKEN = re.compile(
    r"<(?P<name>/?[a-zA-Z][\w-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|&#?\w+;|.", re.DOTALL
)
ATTRIBUTE = re.compile(r"\s+(?P<name>[\w-]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
# Elements whose edges part words.
PARTING = frozenset(
    {
        *("blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "td", "th", "tr", "ul"),
    }
)
# Attributes whose values people can read, or follow.
TELLING = frozenset({"alt", "class", "href", "lang", "name", "src", "title"})
OWN_CLASSES = frozenset({"zd-comment", "zd-comment zd-comment-pre-styled"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, or one character as it stands in the source. `text` is what a reader sees."""

    source: str
    text: str
    # `a`, `/a`; empty for characters.
    tag: str = ""


def pieces_of(source: str) -> list[Piece]:
    """All of the HTML, in its order; put together again the sources are the HTML."""
    found = []
    for match in TOKEN.finditer(source):
        token, name = match.group(), (match.group("name") or "").lower()
        if name:
            found.append(Piece(token, "\n" if name.lstrip("/") in PARTING else "", name))
        else:
            found.append(Piece(token, html.unescape(token) if len(token) > 1 else token))
    return found


def text_of_pieces(pieces: Iterable[Piece]) -> str:
    """What a reader sees, with a line end at the edges of paragraphs."""
    return "".join(piece.text for piece in pieces)


def attribute_names(tag: Piece) -> set[str]:
    """The names of a tag's attributes."""
    return {name_of(match) for match in _attributes(tag)}


def address_of(tag: Piece) -> str:
    """Where a link leads, or an image comes from; empty when it does not say."""
    for match in _attributes(tag):
        if name_of(match) in {"href", "src"}:
            return _value_of(match)
    return ""


def without(tag: Piece, words: Sequence[str], names: Iterable[str] = ()) -> str:
    """The tag without these attributes and without those that tell one of the words.

    An image whose address goes is taken away whole.
    """
    unwanted = {name.lower() for name in names}
    unwanted |= {name_of(match) for match in _attributes(tag) if _tells(match, words)}
    if tag.tag == "img" and "src" in unwanted:
        return ""
    parts, position = [], 0
    for match in _attributes(tag):
        if name_of(match) in unwanted:
            parts.append(tag.source[position : match.start()])
            position = match.end()
    return "".join([*parts, tag.source[position:]])


def name_of(attribute: re.Match[str]) -> str:
    """The attribute's name in lower case."""
    return attribute.group("name").lower()


def _attributes(tag: Piece) -> list[re.Match[str]]:
    return list(ATTRIBUTE.finditer(tag.source))


def _value_of(attribute: re.Match[str]) -> str:
    return html.unescape((attribute.group("value") or "").strip("\"'"))


def _tells(attribute: re.Match[str], words: Sequence[str]) -> bool:
    value = _value_of(attribute)
    if name_of(attribute) not in TELLING or value in OWN_CLASSES:
        return False
    readings = {value.casefold(), unquote(value).casefold()}
    return any(word.casefold() in reading for word in words for reading in readings)
