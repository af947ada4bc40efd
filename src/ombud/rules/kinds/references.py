"""Ids of records, and the words that stand for somebody: current_user, requester_id, ..."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from ombud.rules.columns import Columns
from ombud.rules.conditions import Value
from ombud.rules.facts import Facts
from ombud.rules.kinds.kind import Listed, many_texts, negated, presence
from ombud.rules.match import Match, among
from ombud.values.text import id_in

__all__ = ["Reference", "Word"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in place of an id: whether the value is whom it means, in both forms."""

    name: str
    title: str
    holds: Callable[[Any, Facts], bool]
    clause: Callable[[ColumnElement[Any], Columns], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of a record, stored as a number."""

    record: str
    words: tuple[Word, ...] = ()
    nullable: bool = True
    type: str = "list"

    @property
    def listed(self) -> Sequence[Listed]:
        return [Listed(word.name, word.title) for word in self.words]

    def match(self, operator: str, value: Value) -> Match:
        found = presence(operator)
        if found is not None:
            return found
        texts = many_texts(value)
        word = next((word for word in self.words if texts == [word.name]), None)
        if word is not None:
            return negated(operator, Match(word.holds, word.clause))
        return negated(operator, among([self._id(text) for text in texts]))

    def _id(self, text: str) -> int | None:
        if not text:
            if not self.nullable:
                raise ValueError("cannot be blank")
            return None
        if (found := id_in(text)) is None:
            raise ValueError("is not an id")
        return found
