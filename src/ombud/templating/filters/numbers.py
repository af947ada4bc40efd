"""Filters on numbers. What is no number counts as 0; what has no result prints nothing."""

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

from ombud.templating.filters.filter import Call
from ombud.templating.fragments import as_text

__all__ = [
    "abs_",
    "at_least",
    "at_most",
    "ceil",
    "divided_by",
    "floor",
    "minus",
    "modulo",
    "plus",
    "round_",
    "times",
]

Number = int | float

NUMBER = re.compile(r"\s*(-?\d{1,60})(\.\d{1,60})?")
# Beyond this a number is a mistake, or an attempt to keep the machine busy.
LARGEST = 10**60
MOST_DIGITS = 30
# In decimals, so that 0.1 and 0.2 make 0.3.
EXACT = Context(prec=200, rounding=ROUND_HALF_UP)


def number(value: object) -> Number:
    """The number that a value is or begins with."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if abs(value) <= LARGEST else 0
    found = NUMBER.match(as_text(value))
    if found is None:
        return 0
    return float(found.group()) if found.group(2) else int(found.group(1))


def whole(value: object) -> int:
    """The same without what follows the point."""
    return int(number(value))


def plus(_call: Call, left: object, right: object) -> Number | None:
    """The sum."""
    return _exactly(EXACT.add, left, right)


def minus(_call: Call, left: object, right: object) -> Number | None:
    """The difference."""
    return _exactly(EXACT.subtract, left, right)


def times(_call: Call, left: object, right: object) -> Number | None:
    """The product."""
    return _exactly(EXACT.multiply, left, right)


def divided_by(_call: Call, left: object, right: object) -> Number | None:
    """The quotient; a whole number when both are."""
    one, other = number(left), number(right)
    if not other:
        return None
    if isinstance(one, int) and isinstance(other, int):
        return one // other
    return _fitting(one / other)


def modulo(_call: Call, left: object, right: object) -> Number | None:
    """What a division leaves over."""
    one, other = number(left), number(right)
    return _fitting(one % other) if other else None


def round_(_call: Call, left: object, digits: object = 0) -> Number | None:
    """The nearest number with so many digits behind the point."""
    one, places = number(left), min(max(whole(digits), 0), MOST_DIGITS)
    if isinstance(one, int):
        return one
    exact = EXACT.quantize(Decimal(str(one)), Decimal(1).scaleb(-places))
    return _fitting(float(exact) if places else int(exact))


def ceil(_call: Call, left: object) -> Number | None:
    """The next whole number above."""
    return _fitting(math.ceil(number(left)))


def floor(_call: Call, left: object) -> Number | None:
    """The next whole number below."""
    return _fitting(math.floor(number(left)))


def abs_(_call: Call, left: object) -> Number | None:
    """Without its sign."""
    return _fitting(abs(number(left)))


def at_least(_call: Call, left: object, right: object) -> Number:
    """The larger of the two."""
    return max(number(left), number(right))


def at_most(_call: Call, left: object, right: object) -> Number:
    """The smaller of the two."""
    return min(number(left), number(right))


def _exactly(
    how: Callable[[Decimal, Decimal], Decimal], left: object, right: object
) -> Number | None:
    one, other = number(left), number(right)
    result = how(Decimal(str(one)), Decimal(str(other)))
    whole_numbers = isinstance(one, int) and isinstance(other, int)
    return _fitting(int(result) if whole_numbers else float(result))


def _fitting(result: Number) -> Number | None:
    return result if abs(result) <= LARGEST else None
