"""Taking lines out of a page so that it stays a page."""

from collections.abc import Sequence

from ombud.mail.quotes.lines import VOID, Line, Token

__all__ = ["without"]


def without(tokens: Sequence[Token], lines: Sequence[Line], stays: Sequence[bool]) -> str:
    """The page with those lines that stay."""
    dropped: set[int] = set()
    for start, end in _runs(lines, stays, len(tokens)):
        dropped.update(_droppable(tokens, start, end))
    return "".join(token.raw for number, token in enumerate(tokens) if number not in dropped)


def _runs(lines: Sequence[Line], stays: Sequence[bool], end: int) -> list[tuple[int, int]]:
    """Ranges of tokens between lines that stay."""
    runs = []
    begin = 0
    is_dropping = False
    for line, keep in zip(lines, stays, strict=True):
        if keep:
            if is_dropping:
                runs.append((begin, line.first))
            begin = line.last + 1
        is_dropping = not keep
    if is_dropping:
        runs.append((begin, end))
    return runs


def _droppable(tokens: Sequence[Token], start: int, end: int) -> list[int]:
    """What can go from a range so that the page stays well-formed: texts, and whole elements."""
    dropped: list[int] = []
    opened: list[int] = []
    for number in range(start, end):
        token = tokens[number]
        if token.closes:
            if opened:
                dropped += [opened.pop(), number]
        elif token.tag and token.tag not in VOID:
            opened.append(number)
        else:
            dropped.append(number)
    return dropped
