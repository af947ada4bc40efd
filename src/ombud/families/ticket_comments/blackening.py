"""Puts ▇ over words of a comment in all its forms; none of them keeps what another has lost."""

import html
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ombud.families.ticket_comments.markup import (
    Piece,
    address_of,
    attribute_names,
    pieces_of,
    text_of_pieces,
    without,
)
from ombud.families.ticket_comments.rendering import Rendered, from_text, text_of

__all__ = ["Blackened", "blacken", "blacken_marked", "cover_words"]

BLOCK = "▇"
SPACE = re.compile(r"\s+|\S+")
MARK = "redact"
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Blackened:
    """The comment afterwards, and the words and addresses that are gone from it."""

    rendered: Rendered
    words: tuple[str, ...]
    addresses: tuple[str, ...] = ()


def blacken(comment: Rendered, wanted: str) -> Blackened:
    """Cover the text wherever it stands; white space matches any white space."""
    pattern = _pattern(wanted)
    body, plain = (
        _cover(text, _spans(pattern, text)) for text in (comment.body, comment.plain_body)
    )
    pieces = pieces_of(comment.html_body)
    text = text_of_pieces(pieces)
    spans = _spans(pattern, text)
    words = sorted({wanted, *(text[start:end] for start, end in spans)})
    in_html = _cover_pieces(pieces, spans, words)
    if len(spans) < len(_spans(pattern, comment.body)):
        # The markup hides some of it: the text alone is sure to be clean.
        in_html = from_text(body).html_body
    return Blackened(Rendered(body, in_html, plain), tuple(words))


def blacken_marked(comment: Rendered, marked: str) -> Blackened:
    """Cover what stands between <redact> tags, and links and images with a `redact` attribute.

    `marked` is the comment's HTML with marks in it; nothing else is taken from it. Raises
    ValueError when it is not the HTML of this comment.
    """
    pieces, theirs = pieces_of(comment.html_body), pieces_of(marked)
    letters = _letters(text_of_pieces(pieces))
    chosen, tags = _marks(theirs)
    if len(chosen) != len(letters) or _words(pieces) != _words(theirs):
        message = "the HTML is not that of the comment"
        raise ValueError(message)
    targets = [number for number, piece in enumerate(pieces) if piece.tag in {"a", "img"}]
    if len(tags) != len(targets):
        message = "the links and images are not those of the comment"
        raise ValueError(message)
    dropped = {target for target, is_marked in zip(targets, tags, strict=True) if is_marked}
    text = text_of_pieces(pieces)
    spans = _runs(letters, chosen)
    words = tuple(sorted({text[start:end] for start, end in spans}))
    in_html = _cover_pieces(pieces, spans, words, dropped)
    body, plain = (
        _cover(form, _runs(_letters(form), chosen))
        if _words([Piece(form, form)]) == _words(pieces)
        else text_of(in_html)
        for form in (comment.body, comment.plain_body)
    )
    addresses = tuple(address_of(pieces[number]) for number in sorted(dropped))
    return Blackened(Rendered(body, in_html, plain), words, addresses)


def cover_words(text: str, words: Sequence[str]) -> str:
    """Any other text without these words."""
    for word in words:
        text = _cover(text, _spans(_pattern(word), text))
    return text


def _pattern(wanted: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(re.escape(part) for part in wanted.split()) or r"(?!)")


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [match.span() for match in pattern.finditer(text)]


def _cover(text: str, spans: Sequence[Span]) -> str:
    """The text with blocks; it stays as long as it was."""
    parts, position = [], 0
    for start, end in spans:
        parts.append(text[position:start])
        parts.append(SPACE.sub(_blocks, text[start:end]))
        position = end
    return "".join([*parts, text[position:]])


def _blocks(run: re.Match[str]) -> str:
    """White space that holds a line end stays, so that lines stay what they are."""
    is_line_end = run.group().isspace() and "\n" in run.group()
    return run.group() if is_line_end else BLOCK * len(run.group())


def _cover_pieces(
    pieces: Sequence[Piece],
    spans: Sequence[Span],
    words: Sequence[str],
    dropped: Collection[int] = (),
) -> str:
    """The HTML with blocks, and without attributes that repeat what they cover.

    `dropped` are the numbers of links and images whose address goes.
    """
    text = text_of_pieces(pieces)
    covered = _cover(text, spans)
    parts, position = [], 0
    for number, piece in enumerate(pieces):
        end = position + len(piece.text)
        if piece.tag:
            names = {"href", "src", "title", MARK} if number in dropped else set()
            inside = _inside(pieces, number, position, spans, text)
            parts.append(without(piece, [*words, *inside], names))
        elif covered[position:end] == piece.text:
            parts.append(piece.source)
        else:
            parts.append(html.escape(covered[position:end], quote=False))
        position = end
    return "".join(parts)


def _inside(
    pieces: Sequence[Piece], number: int, start: int, spans: Sequence[Span], text: str
) -> list[str]:
    """The parts of the covered words that stand inside a link: its address may repeat them."""
    if pieces[number].tag != "a":
        return []
    end = start
    for piece in pieces[number:]:
        if piece.tag == "/a":
            break
        end += len(piece.text)
    cut = [text[max(start, first) : min(end, last)].strip() for first, last in spans]
    return [part for part in cut if part]


def _letters(text: str) -> list[int]:
    """Where characters stand that are no white space."""
    return [place for place, character in enumerate(text) if not character.isspace()]


def _words(pieces: Sequence[Piece]) -> str:
    return "".join(text_of_pieces(pieces).split())


def _marks(pieces: Sequence[Piece]) -> tuple[list[bool], list[bool]]:
    """For each character that is no white space, and for each link and image: is it marked?"""
    letters, tags = [], []
    depth, in_link = 0, False
    for piece in pieces:
        if piece.tag in {"a", "img"}:
            tags.append(MARK in attribute_names(piece))
            in_link = tags[-1] if piece.tag == "a" else in_link
        elif piece.tag == "/a":
            in_link = False
        elif piece.tag.lstrip("/") == MARK:
            depth += -1 if piece.tag.startswith("/") else 1
        elif not piece.tag:
            letters += [depth > 0 or in_link] * len(_letters(piece.text))
    return letters, tags


def _runs(letters: Sequence[int], chosen: Sequence[bool]) -> list[Span]:
    """Where chosen letters follow each other, with the white space between them."""
    spans: list[Span] = []
    goes_on = False
    for place, is_chosen in zip(letters, chosen, strict=True):
        if is_chosen and goes_on:
            spans[-1] = (spans[-1][0], place + 1)
        elif is_chosen:
            spans.append((place, place + 1))
        goes_on = is_chosen
    return spans
