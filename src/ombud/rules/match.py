"""One comparison in two forms that mean the same: for a value in memory and for a column.

A condition holds for a value that is not null if `holds` says so; `wanted=False` is the opposite,
which null meets too. Kinds of values make matches; sources say which value is meant.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, false, not_, or_

from ombud.rules.columns import Columns
from ombud.rules.facts import Facts

__all__ = [
    "ABSENT",
    "PRESENT",
    "Match",
    "among",
    "any_of",
    "clause_on",
    "opposite",
    "test_of_value",
]

Holds = Callable[[Any, Facts], bool]
Clause = Callable[[ColumnElement[Any], Columns], ColumnElement[bool]]
Spread = Callable[[Any, Facts], Collection[Any]]


@dataclass(frozen=True, slots=True)
class Match:
    """When a value is what a condition wants."""

    holds: Holds
    clause: Clause
    wanted: bool = True
    # Every value that holds, None among them, where they can be listed; then nothing else counts.
    accepts: frozenset[Any] | None = None
    # Where the value has several parts: without one of these `holds` is not so.
    touches: frozenset[Any] | None = None
    # The parts of such a value, or the value alone.
    spread: Spread | None = None


def among(values: Collection[Any]) -> Match:
    """The value is one of these, which may have None among them."""
    accepted = frozenset(values)

    def clause(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
        return _listed(column, accepted)

    return Match(lambda value, _facts: value in accepted, clause, accepts=accepted)


def any_of(values: Collection[Any], spread: Spread, clause: Clause | None = None) -> Match:
    """One of the value's parts is one of these; without `clause` each part is a row of its own."""
    wanted = frozenset(values)

    def in_rows(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
        return _listed(column, wanted)

    def holds(value: Any, facts: Facts) -> bool:
        return not wanted.isdisjoint(spread(value, facts))

    return Match(holds, clause or in_rows, touches=wanted, spread=spread)


def opposite(match: Match) -> Match:
    """The match that holds where this one does not."""
    if match is PRESENT:
        return ABSENT
    if match.accepts is None:
        return replace(match, wanted=not match.wanted)
    if match.accepts == {None}:
        return PRESENT
    accepts_null = None in match.accepts
    plain = among(match.accepts - {None})
    if accepts_null:

        def outside(column: ColumnElement[Any], columns: Columns) -> ColumnElement[bool]:
            return not_(plain.clause(column, columns))

        return Match(lambda value, facts: not plain.holds(value, facts), outside)
    return replace(plain, wanted=False, accepts=None, touches=plain.accepts, spread=_itself)


def test_of_value(match: Match) -> Holds:
    """Whether a value, which may be null, is what the match wants."""
    holds, accepts = match.holds, match.accepts
    if accepts is not None:
        return lambda value, _facts: value in accepts
    if match.wanted:
        return lambda value, facts: value is not None and holds(value, facts)
    return lambda value, facts: value is None or not holds(value, facts)


def clause_on(
    match: Match,
    columns: Columns,
    asked: Callable[..., ColumnElement[bool]],
) -> ColumnElement[bool]:
    """The match as SQL; `asked(test, wanted=...)` puts a question to the source's column."""
    if match is PRESENT:
        return asked(None, wanted=True)
    if match.accepts is None:
        return asked(lambda column: match.clause(column, columns), wanted=match.wanted)
    parts = []
    values = match.accepts - {None}
    if values:
        parts.append(asked(lambda column: _listed(column, values), wanted=True))
    if None in match.accepts:
        parts.append(asked(None, wanted=False))
    return or_(*parts) if parts else false()


def _listed(column: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    known = sorted(value for value in values if value is not None)
    return column == known[0] if len(known) == 1 else column.in_(known)


def _itself(value: Any, _facts: Facts) -> Collection[Any]:
    return (value,)


def _always(_value: Any, _facts: Facts) -> bool:
    return True


def _not_null(column: ColumnElement[Any], _columns: Columns) -> ColumnElement[bool]:
    return column.is_not(None)


PRESENT = Match(_always, _not_null)
ABSENT = among((None,))
