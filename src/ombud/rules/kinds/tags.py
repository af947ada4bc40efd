"""Lists of which a condition names some parts: tags, and ids kept as a list."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_

from ombud.rules.columns import Columns
from ombud.rules.conditions import Value
from ombud.rules.facts import Facts
from ombud.rules.kinds.kind import MOST_VALUES, Listed, Plain, many_texts, negated
from ombud.rules.match import ABSENT, Match, any_of
from ombud.values.text import id_in, split_tags

__all__ = ["MemberOf", "TagList", "parts"]


def parts(value: Any, _facts: Facts) -> Collection[Any]:
    """The parts of a value that is a list already."""
    found: Collection[Any] = value
    return found


@dataclass(frozen=True, slots=True)
class TagList(Plain):
    """At least one of some tags, or none of them."""

    type: str = "tags"

    def match(self, operator: str, value: Value) -> Match:
        given = [str(item) for item in value] if isinstance(value, tuple) else str(value or "")
        tags = split_tags(given)
        if not tags:
            raise ValueError("cannot be blank")
        if len(tags) > MOST_VALUES:
            raise ValueError(f"cannot have more than {MOST_VALUES} tags")
        return negated(operator, any_of(tags, parts))


@dataclass(frozen=True, slots=True)
class MemberOf:
    """Whether a list of ids, kept as the text `,1,2,`, has one of these."""

    record: str
    type: str = "list"
    nullable: bool = True
    listed: tuple[Listed, ...] = ()

    def match(self, operator: str, value: Value) -> Match:
        texts = many_texts(value)
        if texts == [""]:
            return negated(operator, ABSENT)
        ids = [id_in(text) for text in texts]
        if None in ids:
            raise ValueError("is not an id")

        def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
            return or_(*(column.contains(f",{each},") for each in ids))

        return negated(operator, any_of(ids, parts, clause))
