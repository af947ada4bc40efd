"""Which lines of a mail are new, and which are the mail it answers or a signature."""

from collections.abc import Sequence
from typing import Literal

from ombud.mail.quotes.lines import Line
from ombud.mail.quotes.marks import (
    begins_block,
    header_block,
    introduces,
    is_delimiter,
    is_forward_mark,
    is_original_mark,
    is_sent_from,
)

__all__ = ["is_forward", "kept"]

Kind = Literal["new", "quote", "signature", "blank"]
# How many lines may say who wrote the quote that follows.
LONGEST_INTRODUCTION = 4
# A signature below two dashes that is longer than this is none.
LONGEST_SIGNATURE = 20
DASHES = {"-- ", "--", "—"}


def is_forward(lines: Sequence[Line]) -> bool:
    """Whether the mail passes another one on; one that stands in what it answers does not count."""
    answers = False
    for number, line in enumerate(lines):
        if is_forward_mark(line.text) and not answers:
            return True
        if _is_rest(lines, number):
            return False
        if line.mark == "quote":
            answers = answers or bool(line.text.strip(" >"))
        elif line.text.strip():
            # Programs that pass a mail on as a quote do not say who wrote it above.
            answers = answers or introduces(line.text, quote_follows=True)
    return False


def kept(lines: Sequence[Line]) -> list[bool]:
    """For each line whether it stays; all stay when nothing would be left."""
    rest = next((n for n in range(len(lines)) if _is_rest(lines, n)), len(lines))
    kinds = _kinds(lines[:rest])
    _mark_introductions(lines, kinds)
    _mark_signatures(lines, kinds)
    kinds += ["quote"] * (len(lines) - rest)
    new = [number for number, kind in enumerate(kinds) if kind == "new"]
    if not new:
        return [True] * len(lines)
    quoted_first = "quote" in kinds[: new[0]]
    # Answers that stand between quotes need them; one answer below a quote does not.
    stands_between = "quote" in kinds[new[0] : new[-1]]
    start = new[0] if not (quoted_first and stands_between) else 0
    return [start <= number <= new[-1] and kind != "signature" for number, kind in enumerate(kinds)]


def _is_rest(lines: Sequence[Line], number: int) -> bool:
    """Whether everything from this line on is the mail that is answered."""
    line = lines[number]
    if line.mark:
        return line.mark == "rest"
    if not line.text or line.text.isspace():
        return False
    if is_delimiter(line.text) or is_original_mark(line.text):
        return True
    if begins_block(line.text):
        return header_block([one.text for one in lines[number : number + 20]], 0) is not None
    return _is_introduction_alone(lines, number)


def _is_introduction_alone(lines: Sequence[Line], number: int) -> bool:
    """Whether the line begins to say who wrote what follows, which has no marks of a quote."""
    text = ""
    for ahead in range(number, min(number + LONGEST_INTRODUCTION, len(lines))):
        if lines[ahead].mark or not lines[ahead].text.strip():
            return False
        text = f"{text} {lines[ahead].text}"
        if introduces(text, quote_follows=False):
            return not _quote_follows(lines, ahead + 1) and _begins_introduction(lines[number].text)
    return False


def _begins_introduction(text: str) -> bool:
    """Whether such a line can begin here; the time or who wrote stand in its first line."""
    return any(sign.isdigit() for sign in text) or "@" in text


def _quote_follows(lines: Sequence[Line], number: int) -> bool:
    for line in lines[number : number + 3]:
        if line.mark == "quote":
            return True
        if line.text.strip():
            return False
    return False


def _kinds(lines: Sequence[Line]) -> list[Kind]:
    kinds: list[Kind] = []
    for line in lines:
        if line.mark in {"quote", "signature"}:
            kinds.append(line.mark)
        else:
            kinds.append("new" if line.text.strip("_ \t\u200b\ufeff") else "blank")
    return kinds


def _mark_introductions(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """The lines above a quote that say who wrote it belong to the quote."""
    for number, kind in enumerate(kinds):
        if kind != "quote" or (number and kinds[number - 1] == "quote"):
            continue
        above = number - 1
        while above >= 0 and kinds[above] == "blank" and number - above <= 3:
            above -= 1
        text = ""
        for start in range(above, max(-1, above - LONGEST_INTRODUCTION), -1):
            if kinds[start] != "new":
                break
            text = f"{lines[start].text} {text}"
            if introduces(text, quote_follows=True):
                begin = _whole_introduction(lines, kinds, start)
                kinds[begin:number] = ["quote"] * (number - begin)
                break


def _whole_introduction(lines: Sequence[Line], kinds: Sequence[Kind], start: int) -> int:
    """Where an introduction begins whose last line says enough by itself."""
    text = lines[start].text
    for above in range(start - 1, max(-1, start - LONGEST_INTRODUCTION), -1):
        if kinds[above] != "new":
            break
        text = f"{lines[above].text} {text}"
        if _begins_introduction(lines[above].text) and introduces(text, quote_follows=False):
            return above
    return start


def _mark_signatures(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """What stands below two dashes up to the quote or the end, and what telephones add."""
    last = None
    for number, kind in enumerate(kinds):
        if kind == "new" and lines[number].text in DASHES:
            last = number
        elif kind == "quote":
            _signed(kinds, last, number)
            last = None
    _signed(kinds, last, len(kinds))
    for number in range(len(kinds) - 1, -1, -1):
        if kinds[number] == "new":
            if is_sent_from(lines[number].text):
                kinds[number] = "signature"
            break


def _signed(kinds: list[Kind], start: int | None, end: int) -> None:
    if start is not None and end - start <= LONGEST_SIGNATURE:
        kinds[start:end] = ["signature"] * (end - start)
