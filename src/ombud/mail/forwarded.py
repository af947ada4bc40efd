"""Mail that somebody passed on: who wrote it first, and what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ombud.mail.letter import File, Letter, Party
from ombud.mail.mime.addresses import parties
from ombud.mail.quotes.cutting import without
from ombud.mail.quotes.lines import Line, lines_of_page, lines_of_text, tokens_of
from ombud.mail.quotes.marks import (
    Block,
    begins_block,
    header_block,
    is_forward_mark,
    is_forward_subject,
    unmarked,
)
from ombud.mail.reading import Limits, read

__all__ = ["Forwarded", "forwarded"]

# Outlook's way to write an address behind a name.
MAILTO = re.compile(r"[\[<]mailto:([^\]>\s]{1,320})[\]>]", re.IGNORECASE)
# How far below its mark a forwarded mail names its sender.
NEAR = 8


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail that was passed on, and what whoever did so wrote above it."""

    sender: Party
    subject: str
    text: str
    html: str | None
    note: str
    # Those of a mail that was attached as a whole; others are files of the letter itself.
    files: tuple[File, ...] = ()


def forwarded(letter: Letter, *, limits: Limits | None = None) -> Forwarded | None:
    """The mail that this one passes on; None if it does not, or does not say who wrote it."""
    if letter.automatic is not None:
        return None
    named = is_forward_subject(letter.subject)
    found = _written(letter, named=named)
    if found is not None:
        return found
    attached = [file for file in letter.files if file.content_type == "message/rfc822"]
    if len(attached) != 1 or not (named or not letter.new_text.strip()):
        return None
    inner = read(attached[0].content, limits=limits)
    if inner.sender is None:
        return None
    return Forwarded(
        inner.sender, inner.subject, inner.text, inner.html, letter.new_text, inner.files
    )


def _written(letter: Letter, *, named: bool) -> Forwarded | None:
    lines = lines_of_text(letter.text)
    found = _block(lines, named=named)
    if found is None:
        return None
    mark, block = found
    sender = next(iter(parties(MAILTO.sub(r"<\1>", block.values["from"]), 1)), None)
    if sender is None:
        return None
    return Forwarded(
        sender,
        block.values.get("subject", "") or _bare(letter.subject),
        _body([line.text for line in lines[block.end :]]),
        _page(letter.html, named=named) if letter.html is not None else None,
        "\n".join(line.text for line in lines[:mark]).strip(),
    )


def _block(lines: Sequence[Line], *, named: bool) -> tuple[int, Block] | None:
    """Where the mail that was passed on begins, and its headers."""
    texts = [line.text for line in lines]
    mark = None
    for number, text in enumerate(texts):
        if is_forward_mark(text):
            mark = number
        is_near = mark is not None and number - mark <= NEAR
        # Below its mark the headers come in any order.
        if is_near or (named and begins_block(text)):
            block = header_block(texts[number : number + 40], 0)
            if block is not None:
                start = mark if is_near and mark is not None else _without_rule(texts, number)
                return start, Block(number, number + block.end, block.values)
    return None


def _without_rule(texts: Sequence[str], start: int) -> int:
    """Where the headers begin, with the line that is drawn above them and its words."""
    above = start - 1
    while above >= 0 and not texts[above].strip():
        above -= 1
    is_rule = above >= 0 and texts[above].strip().startswith(("---", "___", "***"))
    return above if is_rule else start


def _body(lines: list[str]) -> str:
    """The text below the headers; Apple marks all of it as a quote."""
    said = [line for line in lines if line.strip()]
    if said and all(line.lstrip().startswith(">") for line in said):
        lines = [line.lstrip().removeprefix(">").removeprefix(" ") for line in lines]
    first = next((number for number, line in enumerate(lines) if unmarked(line)), len(lines))
    return "\n".join(lines[first:]).rstrip()


def _page(page: str, *, named: bool) -> str | None:
    """The page below the headers; None where they are not found in it."""
    tokens = tokens_of(page)
    lines = lines_of_page(tokens)
    found = _block(lines, named=named)
    if found is None:
        return None
    end = found[1].end
    return without(tokens, lines, [number >= end for number in range(len(lines))]).strip()


def _bare(subject: str) -> str:
    return subject.partition(":")[2].strip() if is_forward_subject(subject) else subject
