"""Texts: words and phrases in them, whole texts, addresses. Case never matters, but in `Exact`."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_

from ombud.rules import text as texts
from ombud.rules.columns import Columns
from ombud.rules.conditions import Value
from ombud.rules.facts import Facts
from ombud.rules.kinds.kind import MOST_VALUES, Plain, negated, one_text, presence
from ombud.rules.match import ABSENT, Match, among, any_of

__all__ = ["Address", "Exact", "Text", "WordsIn"]


@dataclass(frozen=True, slots=True)
class WordsIn(Plain):
    """A text that is looked through: for any of some words, or with `is` for a phrase."""

    def match(self, operator: str, value: Value) -> Match:
        text = one_text(value)
        found = _any_word(text) if operator.endswith("includes") else _phrase(text)
        return negated(operator, found)


@dataclass(frozen=True, slots=True)
class Text(Plain):
    """A text of one line or many, such as a custom field has."""

    nullable: bool = True

    def match(self, operator: str, value: Value) -> Match:
        found = presence(operator)
        if found is not None:
            return found
        text = one_text(value)
        match operator.removeprefix("not_"):
            case "includes" | "includes_words":
                return negated(operator, _any_word(text))
            case "includes_string":
                return negated(operator, _phrase(text))
            case _:
                return negated(operator, _whole(text) if text else ABSENT)


@dataclass(frozen=True, slots=True)
class Address(Plain):
    """An e-mail address, or what stands before its @."""

    type: str = "list"
    record: str | None = "recipient"
    nullable: bool = True

    def match(self, operator: str, value: Value) -> Match:
        text = one_text(value)
        if not text:
            return negated(operator, ABSENT)
        if "@" in text:
            return negated(operator, _whole(text))
        beginning = f"{texts.fold(text)}@"

        def holds(address: Any, facts: Facts) -> bool:
            return facts.folded(address).startswith(beginning)

        def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
            return texts.begins(column, beginning)

        return negated(operator, Match(holds, clause))


@dataclass(frozen=True, slots=True)
class Exact(Plain):
    """A text that is one or is not, as it stands: a name among many, a record's id."""

    type: str = "list"
    nullable: bool = True

    def match(self, operator: str, value: Value) -> Match:
        found = presence(operator)
        return negated(operator, among([one_text(value) or None])) if found is None else found


def _any_word(text: str) -> Match:
    words = sorted(set(texts.words_in(text)))
    if not words:
        raise ValueError("has no words")
    if len(words) > MOST_VALUES:
        raise ValueError(f"cannot have more than {MOST_VALUES} words")

    def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
        return or_(*(texts.has_word(column, word) for word in words))

    return any_of(words, _words_of, clause)


def _words_of(value: Any, facts: Facts) -> Collection[Any]:
    return facts.words(value)


def _phrase(text: str) -> Match:
    if not text:
        raise ValueError("cannot be blank")
    wanted = texts.fold(text)

    def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
        return texts.holds_phrase(column, wanted)

    return Match(lambda value, facts: wanted in facts.folded(value), clause)


def _whole(text: str) -> Match:
    wanted = texts.fold(text)

    def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
        return texts.equals(column, wanted)

    return Match(lambda value, facts: facts.folded(value) == wanted, clause)
