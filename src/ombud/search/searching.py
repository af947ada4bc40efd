"""From the text of a search to the records that it finds, in their order.

The callers hand in the statement of each kind's visible records: what a search adds to it can
only take rows away.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, false, func, literal, not_, or_, select

from ombud.search.conditions import Asking, number_in
from ombud.search.index import Kind
from ombud.search.language import IllegalSearch, Parsed, Term, parse
from ombud.search.query import Phrase, containing, is_common, ranked
from ombud.search.records import KINDS, ORDERINGS, RECORDS, known_keywords
from ombud.search.words import words_in

__all__ = ["Hit", "Order", "Search", "ids_of", "read"]

Condition = ColumnElement[bool]
Visible = Mapping[Kind, Select[Any]]
# What more records than these contain tells nothing: the newest of them come first.
# Zendesk: search-relevance (docs/quirks.md#search-relevance)
MOST_RANKED = 20_000
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


class Hit(NamedTuple):
    """One record that was found."""

    kind: Kind
    id: int


class Order(NamedTuple):
    """A name of ORDERINGS, or nothing for relevance."""

    name: str = ""
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Search:
    """A search that was understood, and who asks it."""

    asking: Asking
    parsed: Parsed
    kinds: tuple[Kind, ...]

    def condition(self, kind: Kind) -> list[Condition] | None:
        """All that must hold of a record; None when no record of the kind can be meant.

        Raises IllegalSearch for a value that its keyword does not take.
        """
        required: list[Condition] = []
        alternatives: dict[str, list[Condition]] = {}
        for term in self.parsed.terms:
            if term.keyword in {"", "type"}:
                continue
            keyword = RECORDS[kind].keyword(self.asking.db, term.keyword)
            if keyword is None:
                return None
            condition = keyword.condition(self.asking, term)
            if term.negated:
                required.append(not_(func.coalesce(condition, false())))
            elif term.operator == ":":
                alternatives.setdefault(keyword.name, []).append(condition)
            else:
                required.append(condition)
        required += [or_(*conditions) for conditions in alternatives.values()]
        return required + self._words(kind)

    def order(self, sort_by: str | None = None, sort_order: str | None = None) -> Order:
        """The wished order: that of the parameters, else that of the search, else relevance."""
        if sort_by in ORDERINGS:
            return Order(ORDERINGS[sort_by], (sort_order or "").lower() != "asc")
        wish = ORDERINGS.get(self.parsed.ordering.get("order_by", ""), "")
        direction = self.parsed.ordering.get("sort") if wish else sort_order
        return Order(wish, (direction or "").lower() != "asc")

    def count(self, visible: Visible) -> int:
        """How many records are found."""
        total = 0
        for kind in self.kinds:
            found = self._found(kind, visible)
            if found is not None:
                counting = found.with_only_columns(func.count(), maintain_column_froms=True)
                total += self.asking.db.value(counting.order_by(None))
        return total

    def hits(self, visible: Visible, order: Order, first: int, last: int) -> list[Hit]:
        """The hits from place `first` up to `last` of the order, counted from 0."""
        found: list[tuple[Any, Kind, int]] = []
        phrases = [] if order.name else self._telling()
        for kind in self.kinds:
            statement = self._found(kind, visible)
            if statement is not None:
                ordered = self._ordered(kind, statement, order, phrases).limit(last)
                rows = self.asking.db.rows(ordered)
                found += [((row.key, row.second_key, row.id), kind, row.id) for row in rows]
        found.sort(reverse=order.descending)
        return [Hit(kind, record_id) for _, kind, record_id in found[first:last]]

    def _found(self, kind: Kind, visible: Visible) -> Select[Any] | None:
        conditions = self.condition(kind)
        return None if conditions is None else visible[kind].where(*conditions)

    def _ordered(
        self, kind: Kind, statement: Select[Any], order: Order, phrases: list[Phrase]
    ) -> Select[Any]:
        record = RECORDS[kind]
        id_column: ColumnElement[Any] = record.table.c.id
        zero: ColumnElement[Any] = literal(0)
        key, second = zero, zero
        if order.name:
            key = record.orders.get(order.name, zero)
        else:
            second = record.orders["created"]
            numbers = self._numbers(kind)
            if numbers:
                key = case((id_column.in_(numbers), 1), else_=0)
            elif phrases:
                fitting = ranked(self.asking.db, kind, phrases).cte("fitting")
                fitting = fitting.prefix_with("MATERIALIZED")
                key = fitting.c.score
                statement = statement.where(fitting.c.id == id_column)
        columns = (key.label("key"), second.label("second_key"), id_column.label("id"))
        chosen = statement.with_only_columns(*columns, maintain_column_froms=True)
        keys = (key, second, id_column) if key is not zero else (second, id_column)
        return chosen.order_by(None).order_by(
            *(column.desc() if order.descending else column.asc() for column in keys)
        )

    def _words(self, kind: Kind) -> list[Condition]:
        """The conditions of the words without a keyword."""
        db, id_column = self.asking.db, RECORDS[kind].table.c.id
        numbers, domains = self._numbers(kind), self._domains()
        together: list[Phrase] = []
        found: list[Condition] = []
        for term in self.parsed.terms:
            phrase = _phrase(term)
            if phrase is None or term in domains:
                continue
            contains = id_column.in_(containing(db, kind, [phrase]))
            if term.negated:
                found.append(not_(contains))
            elif numbers and number_in(term.value) is not None:
                found.append(or_(id_column == number_in(term.value), contains))
            else:
                together.append(phrase)
        if together:
            found.append(id_column.in_(containing(db, kind, together)))
        if domains:
            phrases = [phrase for term in domains if (phrase := _phrase(term))]
            found.append(or_(*(id_column.in_(containing(db, kind, [one])) for one in phrases)))
        if not found and all(term.keyword == "" for term in self.parsed.terms):
            # Punctuation alone asks for nothing.
            found.append(false())
        return found

    def _telling(self) -> list[Phrase]:
        """The words by which one record fits better than another."""
        terms = (term for term in self.parsed.terms if not term.negated)
        phrases = [phrase for term in terms if (phrase := _phrase(term))]
        if not phrases or self._domains():
            return []
        return [] if is_common(self.asking.db, phrases, MOST_RANKED) else phrases

    def _numbers(self, kind: Kind) -> list[int]:
        """Bare numbers, which also mean the ticket of that number."""
        if kind != "ticket":
            return []
        terms = (term for term in self.parsed.terms if _is_word(term))
        return [number for term in terms if (number := number_in(term.value)) is not None]

    def _domains(self) -> tuple[Term, ...]:
        """Several domains, where only users are wanted, are alternatives."""
        if self.kinds != ("user",):
            return ()
        terms = self.parsed.terms
        found = tuple(term for term in terms if _is_word(term) and DOMAIN.fullmatch(term.value))
        return found if len(found) > 1 else ()


def read(asking: Asking, text: str, kinds: tuple[Kind, ...] | None = None) -> Search:
    """Understand a search, in all kinds of record or, where `kinds` are given, only in those.

    Raises IllegalSearch when the text is empty or too long.
    """
    if not text.strip():
        message = "The query is empty"
        raise IllegalSearch(message)
    parsed = parse(text, asking.db.cached(known_keywords))
    types = [term for term in parsed.terms if term.keyword == "type"]
    wanted = {term.value.lower() for term in types if not term.negated}
    unwanted = {term.value.lower() for term in types if term.negated}
    found = tuple(
        kind for kind in kinds or KINDS if (not wanted or kind in wanted) and kind not in unwanted
    )
    return Search(asking, parsed, found)


def ids_of(search: Search, kind: Kind) -> Select[Any]:
    """Ids of the records of one kind, whoever may see them: for use inside a list's statement."""
    table = RECORDS[kind].table
    conditions = search.condition(kind) if kind in search.kinds else None
    return select(table.c.id).where(*([false()] if conditions is None else conditions))


def _is_word(term: Term) -> bool:
    return not (term.keyword or term.negated or term.quoted)


def _phrase(term: Term) -> Phrase | None:
    """A free word, which may go on, or a phrase, which may not; None without a letter in it."""
    if term.keyword:
        return None
    words = tuple(words_in(term.value))
    return Phrase(words, prefix=not term.quoted) if words else None
