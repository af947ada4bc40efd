"""What the index leaves open: which condition failed first in the rules that it rules out.

The conditions that stand before those filed under are few when the rules share them, so each is
asked once for all rules, and only answers that are not the usual one are told.
"""

from collections.abc import Collection, Sequence

from ombud.rules.conditions import Condition
from ombud.rules.evaluate import Test
from ombud.rules.facts import Facts
from ombud.rules.index import Index, is_worth_filing
from ombud.rules.meaning import Meaning

__all__ = ["Questions", "first_failure"]


class Questions:
    """Distinct conditions by number. Those below 0 usually hold, those above usually do not."""

    def __init__(self) -> None:
        self._numbers: dict[Condition, int] = {}
        self._asked: list[tuple[int, Test]] = []
        self._index = Index()

    def number(self, condition: Condition, meaning: Meaning, test: Test) -> int:
        """The number of a condition, which is not 0."""
        known = self._numbers.get(condition)
        if known is not None:
            return known
        # `is_not`, `not_includes` and their like name what is rare.
        usual = not is_worth_filing(meaning) and "not" in meaning.operator
        place = len(self._asked)
        is_filed = is_worth_filing(meaning, holds=not usual)
        self._index.file(place, meaning if is_filed else None, holds=not usual)
        number = self._numbers[condition] = -1 - place if usual else place + 1
        self._asked.append((number, test))
        return number

    def surprises(self, facts: Facts) -> list[int]:
        """The numbers of those whose answer is not the usual one."""
        asked = self._asked
        return [
            number
            for number, test in (asked[place] for place in self._index.find(facts))
            if test(facts) == (number > 0)
        ]


def first_failure(before_key: Sequence[int], surprises: Collection[int], key: int) -> int:
    """The index of the condition that failed first in a rule that the index ruled out by `key`."""
    for index, number in enumerate(before_key):
        holds = (number in surprises) == (number > 0)
        if not holds:
            return index
    return key
