"""Conditions as closures over facts, compiled once per configuration and run at every update."""

from collections.abc import Callable
from dataclasses import dataclass

from ombud.rules.conditions import Condition, Conditions
from ombud.rules.facts import Facts
from ombud.rules.fields import Place, Table
from ombud.rules.match import Match, test_of_value
from ombud.rules.meaning import Meaning, meaning_of
from ombud.rules.sources import Column, Source

__all__ = ["NONE_OF_ANY", "Check", "Test", "check_of", "evaluate", "test_of"]

Test = Callable[[Facts], bool]
# The failure of a rule all of whose `all` hold.
NONE_OF_ANY = -1


@dataclass(frozen=True, slots=True)
class Check:
    """The conditions of one rule, ready to be tested."""

    all: tuple[Test, ...]
    any: tuple[Test, ...]
    meanings: tuple[Meaning, ...]

    def matches(self, facts: Facts) -> bool:
        """Whether every one of `all` holds and, unless there is none, one of `any`."""
        return self.failure(facts) is None

    def failure(self, facts: Facts) -> int | None:
        """The index of the first of `all` that fails, NONE_OF_ANY, or None for a rule that matches."""
        for index, test in enumerate(self.all):
            if not test(facts):
                return index
        if not self.any:
            return None
        for test in self.any:
            if test(facts):
                return None
        return NONE_OF_ANY


def check_of(conditions: Conditions, table: Table, place: Place) -> Check:
    """The conditions of a rule, compiled. Raises RuleError for what is or has become invalid."""
    meanings = [
        (where, meaning_of(condition, table, place, (where, index)))
        for where, index, condition in conditions.placed()
    ]
    return Check(
        tuple(test_of(meaning) for where, meaning in meanings if where == "all"),
        tuple(test_of(meaning) for where, meaning in meanings if where == "any"),
        tuple(meaning for where, meaning in meanings if where == "all"),
    )


def evaluate(condition: Condition, table: Table, place: Place, facts: Facts) -> bool:
    """Whether one condition holds, for where it is asked once. Raises RuleError."""
    return test_of(meaning_of(condition, table, place))(facts)


def test_of(meaning: Meaning) -> Test:
    """The closure of one condition."""
    source = meaning.field.source
    if meaning.is_change:
        return _change(meaning.operator, source, meaning.match)
    assert meaning.match is not None  # noqa: S101 (only changes are without)
    return _plain(source, meaning.match)


def _plain(source: Source, match: Match) -> Test:
    if isinstance(source, Column) and not source.optional and match.accepts is not None:
        return _stored_among(source.name, match.accepts)
    read, holds, accepts = source.after(), match.holds, match.accepts
    if accepts is not None:
        return lambda facts: read(facts) in accepts
    if match.wanted:
        return lambda facts: (value := read(facts)) is not None and holds(value, facts)
    return lambda facts: (value := read(facts)) is None or not holds(value, facts)


def _stored_among(name: str, accepted: frozenset[object]) -> Test:
    """The commonest condition, which reads the row itself."""
    if len(accepted) == 1:
        (only,) = accepted
        return lambda facts: bool(facts.after[name] == only)
    return lambda facts: facts.after[name] in accepted


def _change(operator: str, source: Source, match: Match | None) -> Test:
    """A comparison of the value before the update with the present one."""
    after, before = source.after(), source.before()
    if match is None:
        if operator == "changed":
            return lambda facts: bool(after(facts) != before(facts))
        return lambda facts: bool(after(facts) == before(facts))
    is_wanted = test_of_value(match)

    def became(facts: Facts) -> bool:
        value = after(facts)
        return value != before(facts) and is_wanted(value, facts)

    def was(facts: Facts) -> bool:
        value = before(facts)
        return value != after(facts) and is_wanted(value, facts)

    test = was if operator.endswith("value_previous") else became
    return (lambda facts: not test(facts)) if operator.startswith("not_") else test
