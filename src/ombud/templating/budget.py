"""How much rendering may cost: counted work, never time, so that it ends alike everywhere.

A unit takes about 50 billionths of a second on a machine of its day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Self

from ombud.templating.errors import Exhausted

__all__ = [
    "LONGEST_EXPRESSION_SEARCH",
    "LONGEST_OUTPUT",
    "LONGEST_RANGE",
    "LONGEST_TEMPLATE",
    "LOOP",
    "MOST_OF_UPDATE",
    "MOST_WORK",
    "STEP",
    "Budget",
    "Sink",
]

LONGEST_TEMPLATE = 100_000
# Of what a template prints, and of each text that it makes on the way.
LONGEST_OUTPUT = 1_000_000
LONGEST_RANGE = 10_000
# For one template, for all templates of one update, and for one that is tried before it is saved.
MOST_WORK = 2_000_000
MOST_OF_UPDATE = 6_000_000
MOST_TRIED = 300_000
LONGEST_TRIED = 250_000
# What each node, each expression and each filter costs when it is rendered, and entering a loop.
STEP = 60
LOOP = 300
# Characters that a unit is enough for: to look at or make them, and to print them.
LOOKED_AT, PRINTED = 8, 16
# What each item of a list costs, and each tag or entity that is read.
ITEM, MARK = 3, 15
# The same when a part of a text is looked for; what is longer than this is found in another way.
COMPARED, LONGEST_COMPARED = 24, 100
# Looking for the ends of ranges and indexes takes the square of an expression's length.
LONGEST_EXPRESSION_SEARCH = 500_000

ALONE = "the template takes too much work"
TOGETHER = "the templates of one update take too much work"


class Budget:
    """The work that is left, for a template and all dynamic content inside it, or for many."""

    __slots__ = ("left", "longest", "problem")

    def __init__(
        self, left: int = MOST_WORK, longest: int = LONGEST_OUTPUT, problem: str = ALONE
    ) -> None:
        self.left = left
        self.longest = longest
        self.problem = problem

    @classmethod
    def of_update(cls) -> Self:
        """That of all templates that are rendered within one update of a ticket."""
        return cls(MOST_OF_UPDATE)

    @classmethod
    def of_trial(cls) -> Self:
        """That of a template which is tried before it is saved."""
        return cls(MOST_TRIED, LONGEST_TRIED)

    @contextmanager
    def part(self) -> Iterator["Budget"]:
        """What one template may take of it, which is gone afterwards as far as it was taken."""
        most = min(self.left, MOST_WORK)
        part = Budget(most, self.longest, ALONE if most == MOST_WORK else TOGETHER)
        try:
            yield part
        finally:
            self.left -= most - max(part.left, 0)

    def charge(self, units: int) -> None:
        """Takes the units; raises Exhausted when there are none left."""
        self.left -= units
        if self.left < 0:
            raise Exhausted(self.problem)

    def look(self, value: object) -> None:
        """Charges for a value that is looked at as a whole, or made."""
        if isinstance(value, str):
            self.text(len(value))
        else:
            self.charge(len(value) * ITEM if isinstance(value, list | tuple | range) else 1)

    def text(self, size: int) -> None:
        """The same for a text of so many characters; raises Exhausted for one that is too long."""
        if size > self.longest:
            raise Exhausted(f"the template makes a text of more than {self.longest} characters")
        self.charge(size // LOOKED_AT)

    def marks(self, text: str, marks: str) -> None:
        """Charges for the places of a text where a tag, an entity or the like has to be read."""
        self.charge(sum(map(text.count, marks)) * MARK)

    def search(self, text: str, part: str) -> None:
        """Charges for looking for a part of a text, which may nearly be found at every place."""
        self.charge(len(text) * min(len(part), LONGEST_COMPARED) // COMPARED)


class Sink(StringIO):
    """Where a template prints, up to the longest output that there may be."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._room = budget.longest

    def write(self, text: str, /) -> int:
        size = len(text)
        self._room -= size
        if self._room < 0:
            raise Exhausted(f"the template prints more than {self._budget.longest} characters")
        self._budget.charge(size // PRINTED)
        return super().write(text)
