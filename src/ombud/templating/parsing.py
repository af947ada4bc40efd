"""Parses templates, keeps the latest, and says what is wrong with one that cannot be parsed."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from liquid.ast import Node
from liquid.environment import Environment
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.parser import get_parser
from liquid.stream import TokenStream
from liquid.template import BoundTemplate
from liquid.token import Token

from ombud.templating import branches
from ombud.templating.branches import NOWHERE, count_repeats
from ombud.templating.budget import LONGEST_TEMPLATE, STEP
from ombud.templating.errors import TemplateError
from ombud.templating.expressions import fit
from ombud.templating.lexing import code_blocks, tokens
from ombud.templating.nodes import TAGS, Cycle, Printed
from ombud.templating.places import Place, places

__all__ = ["Template", "has_placeholders", "parse", "walk"]

# In characters of their text; parsed, the worst take a hundred times the room.
MOST_KEPT = 500_000


class Liquid(Environment):
    """The tags that there are; how their insides are cut is ours."""

    block_nesting_limit: ClassVar[int] = 25
    shorthand_indexes = True

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        del extra
        for tag in TAGS:
            self.add_tag(tag)

    def tokenizer(self) -> Callable[[str], Iterator[Token]]:
        return tokens


class Template(BoundTemplate):
    """A parsed template. `cost` is the work of rendering it, as far as it repeats nothing."""

    def __init__(self, nodes: list[Node], cost: int) -> None:
        super().__init__(LIQUID, nodes)
        self.cost = cost


@dataclass(slots=True)
class Shelf:
    """The latest parsed templates, up to a number of characters; why others cannot be parsed."""

    kept: OrderedDict[tuple[str, bool], Template | TemplateError] = field(
        default_factory=OrderedDict
    )
    size: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: tuple[str, bool]) -> Template | TemplateError | None:
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def put(self, key: tuple[str, bool], made: Template | TemplateError) -> None:
        with self.lock:
            if key in self.kept:
                return
            self.kept[key] = made
            self.size += len(key[0])
            while self.size > MOST_KEPT:
                (text, _), _ = self.kept.popitem(last=False)
                self.size -= len(text)


LIQUID = Liquid()
SHELF = Shelf()


def parse(text: str, *, code_is_literal: bool = False) -> Template:
    """The parsed template; placeholders in code stay as they are where `code_is_literal`.

    Raises TemplateError for a template that cannot be parsed.
    """
    key = (text, code_is_literal)
    made = SHELF.find(key)
    if made is None:
        try:
            made = _parsed(text, code_is_literal=code_is_literal)
        except TemplateError as error:
            made = error
        if len(text) <= LONGEST_TEMPLATE:
            SHELF.put(key, made)
    if isinstance(made, TemplateError):
        raise TemplateError(made.description)
    return made


def has_placeholders(text: str) -> bool:
    """Whether rendering could print anything else than the text itself."""
    return "{{" in text or "{%" in text


def walk(template: Template) -> Iterator[Expression]:
    """Every expression in a template, each before what it is made of."""
    waiting = list(template.nodes)
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children(NOWHERE))
        found = list(node.expressions())
        while found:
            expression = found.pop()
            yield expression
            found.extend(expression.children())


def _parsed(text: str, *, code_is_literal: bool) -> Template:
    if len(text) > LONGEST_TEMPLATE:
        raise TemplateError(f"The template is longer than {LONGEST_TEMPLATE} characters")
    stream = TokenStream(iter(()))
    try:
        stream = TokenStream(tokens(text, code_blocks(text) if code_is_literal else ()))
        nodes = get_parser(LIQUID).parse(stream)
        found = places(stream.tokens) if "<" in text or "#" in text else {}
        cost = STEP + sum(_settle(node, found) for node in nodes)
    except LiquidError as error:
        raise TemplateError(_description(error, stream.current, text)) from None
    except (RecursionError, ValueError):
        reason = "The template is nested too deeply or holds an impossible number"
        raise TemplateError(reason) from None
    return Template(nodes, cost)


def _settle(node: Node, found: Mapping[int, Place]) -> int:
    """Fits a node and all inside it to our limits; answers what rendering it costs."""
    cost = STEP * (1 + sum(map(fit, node.expressions())))
    if ours := branches.OURS.get(type(node)):
        node.__class__ = ours
    inside = {id(child): _settle(child, found) for child in node.children(NOWHERE)}
    if isinstance(node, Printed | Cycle):
        node.place = found.get(node.token.start_index, node.place)
    return cost + count_repeats(node, inside) + sum(inside.values())


def _description(error: LiquidError, reached: Token, text: str) -> str:
    places_known = (token.start_index for token in (error.token, reached) if token is not None)
    place = next((one for one in places_known if one >= 0), len(text))
    return f"Liquid syntax error in line {text.count(chr(10), 0, place) + 1}: {error.message}"
