"""What the values of keywords mean: one function a kind of value, each makes a keyword's test.

A test turns a term into a condition on the rows of its record. Conditions may be null where a
column is; who negates them takes that for false.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Select, Table, and_, false, func, literal, or_, select

from ombud.db import Transaction
from ombud.search.dates import bounds
from ombud.search.index import Kind
from ombud.search.language import Term
from ombud.search.query import Part, Phrase, containing
from ombud.search.words import words_in
from ombud.tables import folded, user_identities, users
from ombud.values.text import id_in

__all__ = [
    "Asking",
    "Keyword",
    "Test",
    "date",
    "exact",
    "flag",
    "identifier",
    "named",
    "number_in",
    "people",
    "person",
    "phone",
    "ranked",
    "tags",
    "text",
    "words_of",
]

Condition = ColumnElement[bool]
NOT_IN_PHONES = "- ().\u00a0"


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when, and in which time zone a day is a day."""

    db: Transaction
    caller_id: int | None
    now: int
    zone: ZoneInfo


Test = Callable[[Asking, Term], Condition]


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword of a record: the name that its aliases share, and what it tests.

    Without `compares` it knows only `:`, and a comparison finds nothing.
    """

    name: str
    test: Test
    compares: bool = False

    def condition(self, asking: Asking, term: Term) -> Condition:
        """The term's condition, not negated; raises IllegalSearch."""
        if term.operator != ":" and not self.compares:
            return false()
        return self.test(asking, term)


def date(column: Column[int]) -> Test:
    """A time: a day, an instant or so long ago."""

    def test(asking: Asking, term: Term) -> Condition:
        span = bounds(term, asking.now, asking.zone)
        return and_(column >= span.start, column < span.end)

    return test


def ranked(column: ColumnElement[str], order: Sequence[str]) -> Test:
    """One of a few words that have an order, lowest first; null compares with nothing."""

    def test(asking: Asking, term: Term) -> Condition:
        del asking
        value = term.value.lower()
        if value == "none" and term.operator == ":":
            return column.is_(None)
        if value not in order:
            return false()
        place = order.index(value)
        wanted = {
            ":": order[place : place + 1],
            ">": order[place + 1 :],
            ">=": order[place:],
            "<": order[:place],
            "<=": order[: place + 1],
        }[term.operator]
        return column.in_(wanted)

    return test


def text(kind: Kind, id_column: Column[int], *parts: Part) -> Test:
    """Whole words in a row; a star at the end lets the last one go on."""

    def test(asking: Asking, term: Term) -> Condition:
        words = tuple(words_in(term.value))
        if not words:
            return false()
        prefix = not term.quoted and term.value.endswith("*")
        return id_column.in_(containing(asking.db, kind, [Phrase(words, prefix, parts)]))

    return test


def exact(column: ColumnElement[str], *, none: bool = True) -> Test:
    """The whole value, in any case."""

    def test(asking: Asking, term: Term) -> Condition:
        del asking
        if none and term.value.lower() == "none":
            return column.is_(None)
        return folded(column) == folded(literal(term.value))

    return test


def flag(condition: Condition) -> Test:
    """True or false."""

    def test(asking: Asking, term: Term) -> Condition:
        del asking
        is_true = func.coalesce(condition, false())
        return {"true": is_true, "false": ~is_true}.get(term.value.lower(), false())

    return test


def identifier(column: Column[int]) -> Test:
    """An id."""

    def test(asking: Asking, term: Term) -> Condition:
        del asking
        number = number_in(term.value)
        return false() if number is None else column == number

    return test


def named(column: Column[int], table: Table, name: str) -> Test:
    """What a column refers to: its id, its whole name, or none."""

    def test(asking: Asking, term: Term) -> Condition:
        del asking
        if term.value.lower() == "none":
            return column.is_(None)
        number = number_in(term.value)
        with_name = select(table.c.id).where(
            folded(table.c[name]) == folded(literal(term.value.strip()))
        )
        is_named = column.in_(with_name)
        return is_named if number is None else or_(is_named, column == number)

    return test


def person(column: Column[int]) -> Test:
    """A user: me, none, or whatever tells who it is."""

    def test(asking: Asking, term: Term) -> Condition:
        if term.value.lower() == "none":
            return column.is_(None)
        return column.in_(people(asking, term))

    return test


def people(asking: Asking, term: Term) -> Select[Any]:
    """Ids of the users that a value may mean: me, an id, an address, +phone, words of a name."""
    value = term.value.strip()
    number = number_in(value)
    ids = select(users.c.id)
    if value.lower() == "me":
        return ids.where(users.c.id == asking.caller_id)
    if number is not None:
        return ids.where(users.c.id == number)
    if "@" in value:
        address = (user_identities.c.type == "email", user_identities.c.value == value.lower())
        return select(user_identities.c.user_id).where(*address)
    if value.startswith("+"):
        return ids.where(phone(value))
    words = tuple(words_in(value))
    phrases = [Phrase(words, parts=("title",))] if words else []
    return containing(asking.db, "user", phrases)


def phone(value: str) -> Condition:
    """Whether a user has this number, however its digits are grouped."""
    stored: ColumnElement[str] = users.c.phone
    for character in NOT_IN_PHONES:
        stored = func.replace(stored, character, "")
        value = value.replace(character, "")
    known = select(user_identities.c.user_id).where(
        user_identities.c.type == "phone_number", user_identities.c.value == value
    )
    return or_(stored == value, users.c.id.in_(known))


def tags(table: Table, owner: str, id_column: Column[int]) -> Test:
    """One tag, none at all, or, between quotes, several of which a record has every one."""

    def having(tag: str) -> Condition:
        return id_column.in_(select(table.c[owner]).where(table.c.tag == tag))

    def test(asking: Asking, term: Term) -> Condition:
        del asking
        wanted = term.value.lower().split()
        if wanted == ["none"]:
            return id_column.not_in(select(table.c[owner]))
        return and_(*(having(tag) for tag in wanted)) if wanted else false()

    return test


def number_in(value: str) -> int | None:
    """The id that a value is; None when it is no number or none that an id can have."""
    return id_in(value.strip())


def words_of(column: ColumnElement[str]) -> ColumnElement[str]:
    """A short text as words between blanks, for `LIKE '% word %'`."""
    words: ColumnElement[str] = folded(column)
    for character in ".,;:-_/\\()[]!?'\"@#\n\t":
        words = func.replace(words, character, " ")
    return literal(" ") + words + literal(" ")
