"""Where a placeholder stands in the HTML of its author; each place escapes in its own way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from liquid.token import TOKEN_CONTENT, TOKEN_OUTPUT, TOKEN_TAG, Token

__all__ = ["Place", "is_loose", "places"]

EDGE = re.compile(r"""<(/?[a-zA-Z][^\s<>/"']*)?|[>"']""")
# What becomes a tag together with whatever is printed next.
BEGINNING = re.compile(r"<[/!?]?\Z")
# Tags that print a value; all others hold placeholders or print nothing.
PRINTING = frozenset({"cycle"})


class Place(Enum):
    """A place for a value in HTML."""

    TEXT = "text"
    # Text that follows `#` and is no link yet.
    NUMBER = "number"
    QUOTED = "in quotes inside a tag"
    BARE = "inside a tag"


def places(tokens: Iterable[Token]) -> Mapping[int, Place]:
    """The place of each placeholder that does not simply stand in text, by where it begins."""
    found: dict[int, Place] = {}
    reader = _Reader()
    last = ""
    for token in tokens:
        if token.kind == TOKEN_CONTENT:
            reader.read(token.value)
            last = token.value
        elif token.kind == TOKEN_OUTPUT or (token.kind == TOKEN_TAG and token.value in PRINTING):
            place = reader.place(last)
            last = ""
            if place is not Place.TEXT:
                found[token.start_index] = place
        elif token.kind == TOKEN_TAG:
            last = ""
    return found


def is_loose(markup: str) -> bool:
    """Whether what is printed next could become the name or an attribute of a tag."""
    if "<" not in markup:
        return False
    reader = _Reader()
    reader.read(markup)
    return reader.place("") is Place.BARE or BEGINNING.search(markup) is not None


@dataclass(slots=True)
class _Reader:
    in_tag: bool = False
    in_link: bool = False
    quote: str = ""

    def read(self, text: str) -> None:
        for edge in EDGE.finditer(text):
            mark = edge.group()
            if mark[0] == "<":
                self._open(edge.group(1))
            elif not self.in_tag:
                continue
            elif mark == ">":
                self.in_tag = bool(self.quote)
            elif not self.quote:
                self.quote = mark
            elif self.quote == mark:
                self.quote = ""

    def place(self, before: str) -> Place:
        if self.in_tag:
            return Place.QUOTED if self.quote else Place.BARE
        return Place.NUMBER if before.endswith("#") and not self.in_link else Place.TEXT

    def _open(self, name: str | None) -> None:
        if name is None or self.in_tag:
            return
        self.in_tag = True
        if name.lower() in {"a", "/a"}:
            self.in_link = name[0] != "/"
