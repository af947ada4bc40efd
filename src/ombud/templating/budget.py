"""How much one rendering may cost: counted work, never time, so that it ends alike everywhere.

One unit is about a character that is touched; a unit takes well under a microsecond.
"""

from io import StringIO

from ombud.templating.errors import Exhausted

__all__ = [
    "LONGEST_EXPRESSION_SEARCH",
    "LONGEST_OUTPUT",
    "LONGEST_RANGE",
    "LONGEST_TEMPLATE",
    "MOST_WORK",
    "STEP",
    "Budget",
    "Sink",
    "bulk",
]

LONGEST_TEMPLATE = 100_000
LONGEST_OUTPUT = 1_000_000
LONGEST_RANGE = 10_000
MOST_WORK = 3_000_000
# What each node that is rendered and each filter that is called costs.
STEP = 20
# Looking for the ends of ranges and indexes takes the square of an expression's length.
LONGEST_EXPRESSION_SEARCH = 500_000


class Budget:
    """The work that is left, for a template and all dynamic content inside it."""

    __slots__ = ("left",)

    def __init__(self, left: int = MOST_WORK) -> None:
        self.left = left

    def charge(self, units: int) -> None:
        """Takes the units; raises Exhausted when there are none left."""
        self.left -= units
        if self.left < 0:
            raise Exhausted("the template takes too much work")


class Sink(StringIO):
    """Where a template prints, up to the longest output that there may be."""

    def __init__(self, budget: Budget) -> None:
        super().__init__()
        self._budget = budget
        self._room = LONGEST_OUTPUT

    def write(self, text: str, /) -> int:
        size = len(text)
        self._room -= size
        if self._room < 0:
            raise Exhausted(f"the template prints more than {LONGEST_OUTPUT} characters")
        self._budget.charge(size)
        return super().write(text)


def bulk(value: object) -> int:
    """How much of a value a filter may have to look at."""
    return len(value) if isinstance(value, str | list | tuple | range) else 1
