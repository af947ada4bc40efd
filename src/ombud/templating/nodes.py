"""The tags of Liquid that print, count or keep something, done within the limits of a rendering."""

from collections.abc import Sequence
from typing import TextIO, cast

from liquid.ast import Node
from liquid.builtin.content import Literal
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.assign_tag import AssignTag
from liquid.builtin.tags.capture_tag import CaptureNode, CaptureTag
from liquid.builtin.tags.case_tag import CaseTag
from liquid.builtin.tags.cycle_tag import CycleNode, CycleTag
from liquid.builtin.tags.decrement_tag import DecrementTag
from liquid.builtin.tags.for_tag import BreakTag, ContinueTag, ForTag
from liquid.builtin.tags.if_tag import IfTag
from liquid.builtin.tags.ifchanged_tag import IfChangedTag
from liquid.builtin.tags.increment_tag import IncrementTag
from liquid.builtin.tags.tablerow_tag import TablerowTag
from liquid.builtin.tags.unless_tag import UnlessTag
from liquid.context import RenderContext
from liquid.expression import Expression
from liquid.stream import TokenStream
from liquid.tag import Tag
from liquid.token import Token

from ombud.templating.context import Context
from ombud.templating.formats import HTML
from ombud.templating.fragments import as_text
from ombud.templating.places import Place

__all__ = ["TAGS", "Cycle", "Printed"]

NUMBER_OF_TICKET = ["ticket", "id"]


class Printed(OutputNode):
    """A placeholder."""

    __slots__ = ("is_number", "place")

    def __init__(self, token: Token, expression: Expression) -> None:
        super().__init__(token, expression)
        self.place = Place.TEXT
        self.is_number = _names_a_ticket(expression)

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        ours = cast(Context, context)
        shown = ours.show(self.expression.evaluate(context), self.place)
        if self.place is Place.NUMBER and self.is_number and ours.format is HTML:
            shown = ours.number(shown)
        return buffer.write(shown)


class Cycle(CycleNode):
    """`cycle`: one of its values after the other."""

    __slots__ = ("place",)

    def __init__(self, token: Token, group: Expression | None, args: list[Expression]) -> None:
        super().__init__(token, group, args)
        self.place = Place.TEXT

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        values = [one.evaluate(context) for one in self.args]
        for value in values:
            cast(Context, context).budget.look(value)
        group = None if self.group is None else as_text(self.group.evaluate(context))
        place = context.cycle(group or tuple(map(as_text, values)), len(values))
        if place >= len(values):
            return 0
        return buffer.write(cast(Context, context).show(values[place], self.place))


class Capture(CaptureNode):
    """`capture`: keeps what the block prints instead of printing it."""

    __slots__ = ()

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        kept = context.get_buffer()
        self.block.render(context, kept)
        cast(Context, context).capture(self.name, kept.getvalue())
        del buffer
        return 0


class Refused(Node):
    """`include` and its like, which would bring in other templates: prints nothing."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        del context, buffer
        return 0


class Placeholder(Output):
    """Parses a placeholder."""

    node_class = Printed


class CycleOfOurs(CycleTag):
    """Parses `cycle`."""

    node_class = Cycle


class CaptureOfOurs(CaptureTag):
    """Parses `capture`."""

    node_class = Capture


class RefusedTag(Tag):
    """Parses a tag that does nothing, whatever follows its name."""

    block = False

    def parse(self, stream: TokenStream) -> Node:
        token = stream.current
        if stream.peek.kind == "expression":
            next(stream)
        return Refused(token)


class IncludeTag(RefusedTag):
    """`include`."""

    name = "include"


class RenderTag(RefusedTag):
    """`render`."""

    name = "render"


class LayoutTag(RefusedTag):
    """`layout`."""

    name = "layout"


TAGS: Sequence[type[Tag]] = (
    Literal,
    Placeholder,
    Illegal,
    AssignTag,
    BreakTag,
    CaptureOfOurs,
    CaseTag,
    ContinueTag,
    CycleOfOurs,
    DecrementTag,
    ForTag,
    IfChangedTag,
    IfTag,
    IncludeTag,
    IncrementTag,
    LayoutTag,
    RenderTag,
    TablerowTag,
    UnlessTag,
)


def _names_a_ticket(expression: Expression) -> bool:
    if not isinstance(expression, FilteredExpression) or expression.filters:
        return False
    return isinstance(expression.left, Path) and expression.left.path == NUMBER_OF_TICKET
