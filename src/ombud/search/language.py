"""The grammar of a search: from the text that a person typed to its terms.

Knows how terms look and not what keywords mean; a keyword that nobody knows is only words.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Literal

from ombud.search.words import words_in

__all__ = ["IllegalSearch", "Operator", "Parsed", "Term", "parse"]

Operator = Literal[":", ">", "<", ">=", "<="]

MOST_WORDS = 64
# One run without blanks can hold many words between its punctuation.
MOST_PARTS = 1000
BLANK = re.compile(r"\s*")
KEYWORD = re.compile(r"([A-Za-z_][A-Za-z0-9_.]*)(>=|<=|:|>|<)")
BLANK_BEFORE_QUOTE = re.compile(r'\s+(?=")')
RUN = re.compile(r"\S*")
ORDERING = frozenset({"order_by", "sort"})


class IllegalSearch(Exception):
    """A search that cannot be answered; the message says why, in the words of the API."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. Free words have no keyword; `quoted` values are phrases."""

    value: str
    keyword: str = ""
    operator: Operator = ":"
    negated: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """The terms of a search and, apart from them, the order that it asks for."""

    terms: tuple[Term, ...]
    ordering: dict[str, str] = field(default_factory=dict)


def parse(text: str, keywords: Collection[str]) -> Parsed:
    """The terms of a text in their order; raises IllegalSearch when it has too many words."""
    if len(text.split()) > MOST_WORDS or len(words_in(text)) > MOST_PARTS:
        message = f"A search can have at most {MOST_WORDS} words"
        raise IllegalSearch(message)
    terms: list[Term] = []
    ordering: dict[str, str] = {}
    place = _after(BLANK, text, 0)
    while place < len(text):
        term, place = _term(text, place, keywords)
        if term.keyword in ORDERING:
            ordering[term.keyword] = term.value.lower()
        else:
            terms.append(term)
        place = _after(BLANK, text, place)
    return Parsed(tuple(terms), ordering)


def _term(text: str, place: int, keywords: Collection[str]) -> tuple[Term, int]:
    negated = text[place] == "-" and text[place + 1 : place + 2].strip() != ""
    place += negated
    found = KEYWORD.match(text, place)
    if found and (found[1].lower() in keywords or found[1].lower() in ORDERING):
        start = found.end()
        if found[2] == ":":
            start = _after(BLANK_BEFORE_QUOTE, text, start)
        value, quoted, end = _value(text, start)
        if value.strip():
            operator: Operator = found[2]  # type: ignore[assignment]  # one of the pattern's
            return Term(value, found[1].lower(), operator, negated, quoted), end
    value, quoted, end = _value(text, place)
    return Term(value, negated=negated, quoted=quoted), end


def _value(text: str, place: int) -> tuple[str, bool, int]:
    """What stands here, whether between quotes, and where it ends; the last quote may miss."""
    if text[place : place + 1] != '"':
        end = _after(RUN, text, place)
        return text[place:end], False, end
    end = text.find('"', place + 1)
    if end < 0:
        return text[place + 1 :], True, len(text)
    return text[place + 1 : end], True, end + 1


def _after(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place
