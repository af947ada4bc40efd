"""Many rules behind an index: those that one look at a value rules out are never touched.

Each rule is filed under the values that one condition of its `all` accepts, the rarest of them.
A look at a ticket takes one lookup for each kind of value filed under, however many rules there are.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from ombud.rules.conditions import Conditions
from ombud.rules.evaluate import Check, check_of
from ombud.rules.facts import Facts
from ombud.rules.fields import Place, Table
from ombud.rules.match import Match, Spread
from ombud.rules.meaning import Meaning
from ombud.rules.sources import Reader, Source

__all__ = ["Entry", "RuleSet"]

Rule = TypeVar("Rule")
# Filing under what most updates meet costs more than it spares.
WORST_SHARE = 0.9
# Of the operators about changes only `value` says what the value is now.
NOT_FILED = frozenset({"value_previous", "not_value", "not_value_previous"})


@dataclass(frozen=True, slots=True)
class Entry(Generic[Rule]):
    """A rule in its set: `position` is its place in the order, `key` the condition filed under."""

    position: int
    rule: Rule
    check: Check
    # Index in `all`; None for a rule that is always looked at.
    key: int | None


@dataclass(slots=True)
class _Slot:
    """The rules filed under one kind of value: positions by value."""

    read: Reader
    spread: Spread | None
    positions: dict[Any, list[int]] = field(default_factory=dict)

    def add(self, values: Iterable[Any], position: int) -> None:
        for value in values:
            self.positions.setdefault(value, []).append(position)

    def finder(self) -> Callable[[Facts], Collection[int]]:
        """Positions of the rules that the facts do not rule out here."""
        read, spread, found_at = self.read, self.spread, self.positions.get
        if spread is None:
            return lambda facts: found_at(read(facts), ())
        values = self.positions.keys()

        def find(facts: Facts) -> Collection[int]:
            value = read(facts)
            if value is None:
                return ()
            # A rule filed under two of the parts is found once.
            return {
                position
                for part in values & set(spread(value, facts))
                for position in self.positions[part]
            }

        return find


class RuleSet(Generic[Rule]):
    """Rules in their order, each compiled. Raises RuleError for one that cannot be."""

    def __init__(
        self, rules: Sequence[tuple[Rule, Conditions]], table: Table, place: Place
    ) -> None:
        self.entries: list[Entry[Rule]] = []
        self._always: list[int] = []
        slots: dict[tuple[str, Spread | None], _Slot] = {}
        for rule, conditions in rules:
            self._file(rule, check_of(conditions, table, place), slots)
        self._finders = tuple(slot.finder() for slot in slots.values())

    def candidates(self, facts: Facts) -> list[Entry[Rule]]:
        """The rules, in order, that the index does not rule out; each is still to be tested."""
        positions = self._always.copy()
        for find in self._finders:
            positions += find(facts)
        positions.sort()
        entries = self.entries
        return [entries[position] for position in positions]

    def _file(
        self, rule: Rule, check: Check, slots: dict[tuple[str, Spread | None], _Slot]
    ) -> None:
        position, key = len(self.entries), _rarest(check)
        self.entries.append(Entry(position, rule, check, key))
        if key is None:
            self._always.append(position)
            return
        meaning = check.meanings[key]
        source, match = meaning.field.source, meaning.match
        assert source.slot is not None  # noqa: S101 (only such are filed under)
        assert match is not None  # noqa: S101 (the same)
        spread = None if match.accepts is not None else match.spread
        slot = slots.setdefault((source.slot, spread), _Slot(source.after(), spread))
        slot.add(_values(meaning) or (), position)


def _rarest(check: Check) -> int | None:
    """The index of the condition in `all` that the fewest updates meet; None if none can tell."""
    shares = [
        (share, index)
        for index, meaning in enumerate(check.meanings)
        if (share := _share(meaning)) < WORST_SHARE
    ]
    return min(shares)[1] if shares else None


def _share(meaning: Meaning) -> float:
    """About which part of all updates meets a condition; 1 where the index cannot tell."""
    source: Source = meaning.field.source
    values = _values(meaning)
    if source.slot is None or values is None:
        return 1.0
    # Missing values are the commonest.
    return source.share * len(values - {None}) + (0.5 if None in values else 0.0)


def _values(meaning: Meaning) -> frozenset[Any] | None:
    """The values, or parts of one, without which the condition cannot hold."""
    match: Match | None = meaning.match
    if match is None or meaning.operator in NOT_FILED:
        return None
    if match.accepts is not None:
        return match.accepts
    return match.touches if match.wanted else None
