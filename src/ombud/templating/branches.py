"""Tags that choose, loop or end loops: what they repeat is counted, and trials go every way."""

from collections.abc import Mapping
from typing import TextIO, cast

from liquid.ast import BlockNode, ConditionalBlockNode, Node
from liquid.builtin.tags.case_tag import CaseNode, MultiExpressionBlockNode
from liquid.builtin.tags.for_tag import BreakNode, ContinueNode, ForNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.builtin.tags.tablerow_tag import TablerowNode
from liquid.builtin.tags.unless_tag import UnlessNode
from liquid.context import RenderContext

from ombud.templating.budget import LOOP
from ombud.templating.context import Context

__all__ = ["NOWHERE", "OURS", "Repeated", "count_repeats"]


class Repeated(BlockNode):
    """What a loop or a choice may print many times, which is charged for each time."""

    __slots__ = ("cost",)

    def __init__(self, block: BlockNode, cost: int) -> None:
        super().__init__(block.token, block.nodes)
        self.blank = block.blank
        self.cost = cost

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        cast(Context, context).budget.charge(self.cost)
        return super().render_to_output(context, buffer)


class _Choice(Node):
    """A tag that prints some of its blocks; all of them where every branch is wanted."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if not cast(Context, context).every_branch:
            return super().render_to_output(context, buffer)  # type: ignore[safe-super]  # a mixin
        for condition in self.expressions():
            condition.evaluate(context)
        return sum(child.render(context, buffer) for child in self.children(NOWHERE))


class _If(_Choice, IfNode):
    """`if`."""

    __slots__ = ()


class _Elsif(_Choice, ConditionalBlockNode):
    """`elsif`."""

    __slots__ = ()


class _Unless(_Choice, UnlessNode):
    """`unless`."""

    __slots__ = ()


class _Case(_Choice, CaseNode):
    """`case`."""

    __slots__ = ()


class _When(_Choice, MultiExpressionBlockNode):
    """`when`, which prints its block once for each value that is met."""

    __slots__ = ()


class _Break(BreakNode):
    """`break`, which ends nothing where every branch is wanted."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if cast(Context, context).every_branch:
            return 0
        return super().render_to_output(context, buffer)


class _Continue(ContinueNode):
    """`continue`, likewise."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if cast(Context, context).every_branch:
            return 0
        return super().render_to_output(context, buffer)


OURS: Mapping[type[Node], type[Node]] = {
    IfNode: _If,
    ConditionalBlockNode: _Elsif,
    UnlessNode: _Unless,
    CaseNode: _Case,
    MultiExpressionBlockNode: _When,
    BreakNode: _Break,
    ContinueNode: _Continue,
}


def count_repeats(node: Node, inside: dict[int, int]) -> int:
    """Lets the block that a node may print many times charge for each time; what the rest costs.

    `inside` has the cost of each child by its identity.
    """
    if isinstance(node, ForNode | TablerowNode):
        # Each time it is entered it writes down what it is about.
        node.block = Repeated(node.block, inside.pop(id(node.block)))
        return LOOP + len(str(node.expression))
    if isinstance(node, MultiExpressionBlockNode):
        node.block = Repeated(node.block, inside.pop(id(node.block)))
    return 0


# The library asks for a context to look into templates included by others, which ours never are.
NOWHERE = cast(RenderContext, None)
