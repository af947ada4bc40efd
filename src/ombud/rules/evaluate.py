"""Conditions as closures over facts, compiled once per configuration and run at every update."""

from collections.abc import Callable
from dataclasses import dataclass

from ombud.rules.conditions import Condition, Conditions
from ombud.rules.facts import Facts
from ombud.rules.fields import Place, Table
from ombud.rules.match import Match, test_of_value
from ombud.rules.meaning import Meaning, meaning_of
from ombud.rules.sources import Column, Source

__all__ = ["Check", "Failure", "Test", "check_of", "evaluate", "test_of"]

Test = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class Failure:
    """The first condition that does not hold; in `any`, where none does, the first of all."""

    place: str
    index: int
    condition: Condition


@dataclass(frozen=True, slots=True)
class Check:
    """The conditions of one rule, ready to be tested."""

    conditions: Conditions
    all: tuple[Test, ...]
    any: tuple[Test, ...]
    meanings: tuple[Meaning, ...]

    def matches(self, facts: Facts) -> bool:
        """Whether every one of `all` holds and, unless there is none, one of `any`."""
        for test in self.all:
            if not test(facts):
                return False
        if not self.any:
            return True
        for test in self.any:  # noqa: SIM110 (a generator costs as much as a condition)
            if test(facts):
                return True
        return False

    def failure(self, facts: Facts) -> Failure | None:
        """Why the rule does not match; None when it does."""
        for index, test in enumerate(self.all):
            if not test(facts):
                return Failure("all", index, self.conditions.all[index])
        if not self.any or any(test(facts) for test in self.any):
            return None
        return Failure("any", 0, self.conditions.any[0])


def check_of(conditions: Conditions, table: Table, place: Place) -> Check:
    """The conditions of a rule, compiled. Raises RuleError for what is or has become invalid."""
    meanings = [
        (where, meaning_of(condition, table, place, (where, index)))
        for where, index, condition in conditions.placed()
    ]
    return Check(
        conditions,
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
