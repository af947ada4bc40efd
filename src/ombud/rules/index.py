"""Numbers filed under the values without which a condition cannot hold, or cannot fail.

A look at a ticket takes one lookup for each kind of value filed under, however many numbers there
are. What no value is known of is always found.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from ombud.rules.facts import Facts
from ombud.rules.match import Match, Spread
from ombud.rules.meaning import Meaning
from ombud.rules.sources import Reader, Source

__all__ = ["Index", "is_worth_filing", "share_of"]

# Filing under what most updates meet costs more than it spares.
WORST_SHARE = 0.9
# Of the operators about changes only `value` says what the value is now.
NOT_FILED = frozenset({"value_previous", "not_value", "not_value_previous"})


@dataclass(slots=True)
class _Slot:
    """The numbers filed under one kind of value: by value."""

    read: Reader
    spread: Spread | None
    numbers: dict[Any, list[int]] = field(default_factory=dict)

    def add(self, values: Iterable[Any], number: int) -> None:
        for value in values:
            self.numbers.setdefault(value, []).append(number)

    def finder(self) -> Callable[[Facts], Collection[int]]:
        """The numbers that the facts do not rule out here, also those that are added later."""
        read, spread, found_at = self.read, self.spread, self.numbers.get
        if spread is None:
            return lambda facts: found_at(read(facts), ())
        values = self.numbers.keys()

        def find(facts: Facts) -> Collection[int]:
            value = read(facts)
            if value is None:
                return ()
            # What is filed under two of the parts is found once.
            return {
                number
                for part in values & set(spread(value, facts))
                for number in self.numbers[part]
            }

        return find


class Index:
    """Numbers by conditions that must hold for them, or must fail."""

    def __init__(self) -> None:
        self._always: list[int] = []
        self._slots: dict[tuple[str, Spread | None], _Slot] = {}
        self._finders: list[Callable[[Facts], Collection[int]]] = []

    def file(self, number: int, meaning: Meaning | None, *, holds: bool = True) -> None:
        """Add a number under a condition that is worth it; without one it is always found."""
        if meaning is None:
            self._always.append(number)
            return
        source, match = meaning.field.source, meaning.match
        assert source.slot is not None  # noqa: S101 (only such are worth it)
        assert match is not None  # noqa: S101 (the same)
        spread = None if match.accepts is not None else match.spread
        slot = self._slots.get((source.slot, spread))
        if slot is None:
            slot = self._slots[source.slot, spread] = _Slot(source.after(), spread)
            self._finders.append(slot.finder())
        slot.add(_values(meaning, holds=holds) or (), number)

    def find(self, facts: Facts) -> list[int]:
        """The numbers, rising, whose conditions may be so; those of all others are not."""
        numbers = self._always.copy()
        for find in self._finders:
            numbers += find(facts)
        numbers.sort()
        return numbers


def is_worth_filing(meaning: Meaning, *, holds: bool = True) -> bool:
    """Whether an index by what makes the condition hold, or fail, rules out enough."""
    return share_of(meaning, holds=holds) < WORST_SHARE


def share_of(meaning: Meaning, *, holds: bool = True) -> float:
    """About which part of all updates meets a condition, or not; 1 where the index cannot tell."""
    source: Source = meaning.field.source
    values = _values(meaning, holds=holds)
    if source.slot is None or values is None:
        return 1.0
    # Missing values are the commonest.
    return source.share * len(values - {None}) + (0.5 if None in values else 0.0)


def _values(meaning: Meaning, *, holds: bool) -> frozenset[Any] | None:
    """The values, or parts of one, without which the condition cannot hold, or cannot fail."""
    match: Match | None = meaning.match
    if match is None or meaning.operator in NOT_FILED or (meaning.is_change and not holds):
        return None
    if match.accepts is not None:
        return match.accepts if holds else None
    return match.touches if match.wanted == holds else None
