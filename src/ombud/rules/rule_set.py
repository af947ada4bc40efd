"""Many rules behind an index: those that one look at a value rules out are never touched.

Each rule is filed under the values that one condition of its `all` accepts, the rarest of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ombud.rules.conditions import Conditions
from ombud.rules.evaluate import Check, check_of
from ombud.rules.facts import Facts
from ombud.rules.fields import Place, Table
from ombud.rules.index import Index, is_worth_filing, share_of
from ombud.rules.questions import Questions

__all__ = ["Entry", "RuleSet"]

Rule = TypeVar("Rule")


@dataclass(frozen=True, slots=True)
class Entry(Generic[Rule]):
    """A rule in its set: `position` is its place in the order, `key` the condition filed under."""

    position: int
    rule: Rule
    check: Check
    # Index in `all`; None for a rule that is always looked at.
    key: int | None
    # The questions that stand before it, by their numbers.
    before_key: tuple[int, ...]


class RuleSet(Generic[Rule]):
    """Rules in their order, each compiled. Raises RuleError for one that cannot be."""

    def __init__(
        self, rules: Sequence[tuple[Rule, Conditions]], table: Table, place: Place
    ) -> None:
        self.entries: list[Entry[Rule]] = []
        self.questions = Questions()
        self._index = Index()
        for rule, conditions in rules:
            self._file(rule, conditions, check_of(conditions, table, place))

    def candidates(self, facts: Facts) -> list[Entry[Rule]]:
        """The rules, in order, that the index does not rule out; each is still to be tested."""
        entries = self.entries
        return [entries[position] for position in self._index.find(facts)]

    def _file(self, rule: Rule, conditions: Conditions, check: Check) -> None:
        position, key = len(self.entries), _rarest(check)
        before_key = tuple(
            self.questions.number(*asked)
            for asked in zip(conditions.all[: key or 0], check.meanings, check.all, strict=False)
        )
        self.entries.append(Entry(position, rule, check, key, before_key))
        self._index.file(position, None if key is None else check.meanings[key])


def _rarest(check: Check) -> int | None:
    """The index of the condition in `all` that the fewest updates meet; None if none can tell."""
    shares = [
        (share_of(meaning), index)
        for index, meaning in enumerate(check.meanings)
        if is_worth_filing(meaning)
    ]
    return min(shares)[1] if shares else None
