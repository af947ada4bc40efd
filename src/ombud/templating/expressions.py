"""Liquid's expressions where the library's would raise, count without end or cost without limit.

They take the place of the library's own in a parsed template, field by field the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from liquid.builtin.expressions import FilteredExpression, LoopExpression, Path
from liquid.builtin.expressions.logical import (
    ContainsExpression,
    EqExpression,
    GeExpression,
    GtExpression,
    LeExpression,
    LtExpression,
    NeExpression,
)
from liquid.builtin.expressions.primitive import Blank, Empty, RangeLiteral, StringLiteral
from liquid.builtin.tags.case_tag import _AnyExpression
from liquid.context import RenderContext
from liquid.expression import Expression
from liquid.undefined import Undefined

from ombud.templating.budget import LONGEST_RANGE, Budget
from ombud.templating.context import Context
from ombud.templating.errors import Exhausted
from ombud.templating.fragments import Loose, Printable, Ready, Several, as_text
from ombud.templating.places import is_loose

__all__ = ["fit"]

NAMES_IN_A_STEP = 4
# Comparing an item of a list, and going past one on the way to where a loop begins.
COMPARING, PASSED = 5, 8
# What is compared as it is.
SIMPLE = frozenset({str, Ready, Loose, int, float})


def fit(expression: Expression) -> int:
    """Makes the expression and all inside it ours; answers how many steps they take."""
    if isinstance(expression, StringLiteral):
        made = Loose if is_loose(expression.value) else Ready
        expression.value = made(expression.value)
    elif ours := OURS.get(type(expression)):
        expression.__class__ = ours
    steps = 1
    if isinstance(expression, FilteredExpression):
        steps += len(expression.filters or ())
    elif isinstance(expression, Path):
        steps += len(expression.path) // NAMES_IN_A_STEP
    return steps + sum(map(fit, expression.children()))


class Range(RangeLiteral):
    """`(1..3)`, of which a filter may make a list."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> range:
        made = super().evaluate(context)
        if made.stop - made.start > LONGEST_RANGE:
            raise Exhausted(f"a range has more than {LONGEST_RANGE} numbers")
        return made


class Looped(LoopExpression):
    """What a loop goes through, which may begin far inside a list or at its end."""

    __slots__ = ()

    def _to_iter(self, obj: object, context: RenderContext) -> tuple[Iterator[object], int]:
        items, length = super()._to_iter(obj, context)
        _budget(context).charge(length // PASSED)
        return items, length


class Chosen(_AnyExpression):
    """The values of a `when`, each of which may be met."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> list[bool]:
        return [_equal(*_both(self.left, right, context)) for right in self.expressions]


class Equal(EqExpression):
    """`==`; values of different kinds differ."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        return _equal(*_both(self.left, self.right, context))


class Different(NeExpression):
    """`!=` and `<>`."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        return not _equal(*_both(self.left, self.right, context))


class Less(LtExpression):
    """`<`; false for what cannot be compared."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        return _less(*_both(self.left, self.right, context))


class Greater(GtExpression):
    """`>`."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        left, right = _both(self.left, self.right, context)
        return _less(right, left)


class AtMost(LeExpression):
    """`<=`."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        left, right = _both(self.left, self.right, context)
        return _less(left, right) or (_orderly(left, right) and left == right)


class AtLeast(GeExpression):
    """`>=`."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        left, right = _both(self.left, self.right, context)
        return _less(right, left) or (_orderly(left, right) and left == right)


class Contains(ContainsExpression):
    """`contains`: a part of a text, or an item of a list."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> bool:
        left, right = _both(self.left, self.right, context)
        if left is None or right is None:
            return False
        if isinstance(left, str):
            part = as_text(right)
            _budget(context).search(left, part)
            return part in left
        if isinstance(left, Sequence):
            _budget(context).charge(len(left) * COMPARING)
            return any(_equal(_plain(item), right) for item in left)
        return isinstance(left, Mapping) and as_text(right) in left


OURS: Mapping[type[Expression], type[Expression]] = {
    RangeLiteral: Range,
    LoopExpression: Looped,
    _AnyExpression: Chosen,
    EqExpression: Equal,
    NeExpression: Different,
    LtExpression: Less,
    GtExpression: Greater,
    LeExpression: AtMost,
    GeExpression: AtLeast,
    ContainsExpression: Contains,
}


def _both(left: Expression, right: Expression, context: RenderContext) -> tuple[object, object]:
    values = _plain(left.evaluate(context)), _plain(right.evaluate(context))
    for value in values:
        _budget(context).look(value)
    return values


def _budget(context: RenderContext) -> Budget:
    return cast(Context, context).budget


def _plain(value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, Undefined):
        return None
    if isinstance(value, Printable) and not isinstance(value, Several):
        return value.text()
    return value


def _equal(left: object, right: object) -> bool:
    if type(left) in SIMPLE and type(right) in SIMPLE:
        return left == right
    for literal, other in ((left, right), (right, left)):
        if isinstance(literal, Blank):
            return _is_blank(other)
        if isinstance(literal, Empty):
            return isinstance(other, str | list | tuple | dict) and not other
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    empty = isinstance(value, list | tuple | dict) and not value
    return value is None or value is False or empty


def _orderly(left: object, right: object) -> bool:
    if isinstance(left, str):
        return isinstance(right, str)
    return _is_number(left) and _is_number(right)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _less(left: object, right: object) -> bool:
    return _orderly(left, right) and left < right  # type: ignore[operator]  # both are of a kind
