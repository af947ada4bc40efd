"""Cuts a template into content, placeholders and tags, in time that grows with its length alone.

The library's own expressions for this can be made to run for hours by a template of a few lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from liquid.exceptions import LiquidSyntaxError
from liquid.token import TOKEN_CONTENT, TOKEN_EOF, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from ombud.templating.budget import LONGEST_EXPRESSION_SEARCH

__all__ = ["code_blocks", "tokens"]

OPENING = re.compile(r"\{\{(?=[^{]|\Z)|\{%")
TAG_NAME = re.compile(r"\w+")
END_OF_RAW = re.compile(r"\{%-?[ \t]*endraw[ \t]*-?%\}")
COMMENT_EDGE = re.compile(r"\{%-?[ \t]*(comment|endcomment)\b")
# The name of dynamic content may begin with a digit, which Liquid takes for a number.
NUMBERED_NAME = re.compile(r"\bdc\.(\d[\w-]*)")
CODE = re.compile(r"```|`|<(?:pre|code)\b")
CLOSING = {"```": "```", "`": "`", "<pre": "</pre>", "<code": "</code>"}

Span = tuple[int, int]


def tokens(source: str, literal: Sequence[Span] = ()) -> Iterator[Token]:
    """The tokens of a template; what lies in the `literal` spans is content whatever it says.

    Raises LiquidSyntaxError for a placeholder or tag that is never closed.
    """
    return _Lexer(source, literal).run()


def code_blocks(source: str) -> list[Span]:
    """Where text stands in code: between backticks, and in `pre` and `code` of HTML."""
    found: list[Span] = []
    lowered = source.lower()
    hopeless: set[str] = set()
    at = 0
    while (opening := CODE.search(lowered, at)) is not None:
        start, at, kind = opening.start(), opening.end(), opening.group()
        if kind in hopeless:
            continue
        line = lowered.find("\n", at) if kind == "`" else -1
        end = lowered.find(CLOSING[kind], at, len(source) if line < 0 else line)
        if end >= 0:
            at = end + len(CLOSING[kind])
            found.append((start, at))
        elif kind != "`":
            hopeless.add(kind)
    return found


@dataclass(slots=True)
class _Lexer:
    source: str
    literal: Sequence[Span]
    passed: int = 0
    at: int = 0
    trim: bool = False
    kept: list[str] = field(default_factory=list)
    kept_from: int = 0

    def run(self) -> Iterator[Token]:
        while (opening := self._opening()) is not None:
            start = opening.start()
            content, self.at = self.source[self.at : start], opening.end()
            if opening.group() == "{%":
                yield from self._content(content, trim=self._dash())
                yield from self._tag(start)
            elif content.endswith("\\"):
                end = self._close("}}", start)
                self._keep(content[:-1] + self.source[start:end])
            else:
                yield from self._content(content, trim=self._dash())
                yield from self._placeholder(start)
        yield from self._content(self.source[self.at :], trim=False)

    def _opening(self) -> re.Match[str] | None:
        opening = OPENING.search(self.source, self.at)
        while opening is not None and (end := self._end_of_literal(opening.start())):
            opening = OPENING.search(self.source, end)
        return opening

    def _end_of_literal(self, place: int) -> int:
        """Where the literal span around a place ends; 0 when there is none."""
        while self.passed < len(self.literal) and self.literal[self.passed][1] <= place:
            self.passed += 1
        if self.passed < len(self.literal) and self.literal[self.passed][0] <= place:
            return self.literal[self.passed][1]
        return 0

    def _dash(self) -> bool:
        return self.source.startswith("-", self.at)

    def _keep(self, text: str) -> None:
        if self.trim:
            text = text.lstrip()
        self.trim = False
        self.kept.append(text)

    def _content(self, text: str, *, trim: bool) -> Iterator[Token]:
        self._keep(text)
        whole = "".join(self.kept)
        self.kept.clear()
        if trim:
            whole = whole.rstrip()
        if whole:
            yield Token(TOKEN_CONTENT, whole, self.kept_from, self.source)

    def _placeholder(self, start: int) -> Iterator[Token]:
        inside, place = self._inside("}}", start)
        if inside:
            yield Token(TOKEN_OUTPUT, "{{", start, self.source)
            yield self._expression(inside, place)

    def _tag(self, start: int) -> Iterator[Token]:
        inside, place = self._inside("%}", start)
        match = TAG_NAME.match(inside)
        if match is None:
            self._refuse("the name of the tag is missing", start)
        name = match.group()
        if name == "raw":
            yield from self._raw(start)
        elif name == "comment":
            self._comment(start)
        else:
            yield Token(TOKEN_TAG, name, start, self.source)
            rest = inside[match.end() :].strip()
            if rest:
                yield self._expression(rest, place + inside.index(rest, match.end()))

    def _raw(self, start: int) -> Iterator[Token]:
        end = END_OF_RAW.search(self.source, self.at)
        if end is None:
            self._refuse("the tag 'raw' is never closed", start)
        text, self.at = self.source[self.at : end.start()], end.end()
        yield from self._content(text, trim=end.group().startswith("{%-"))
        self.trim = end.group().endswith("-%}")

    def _comment(self, start: int) -> None:
        depth = 1
        while depth:
            edge = COMMENT_EDGE.search(self.source, self.at)
            if edge is None:
                self._refuse("the tag 'comment' is never closed", start)
            self.at = edge.end()
            self._inside("%}", edge.start())
            depth += -1 if edge.group(1) == "endcomment" else 1

    def _inside(self, closing: str, start: int) -> tuple[str, int]:
        """What stands between the braces, and where it begins."""
        opened = self.at + self._dash()
        end = self._close(closing, start)
        inside = self.source[opened : end - 2]
        self.trim = inside.endswith("-")
        stripped = inside.removesuffix("-").strip()
        return stripped, opened + inside.find(stripped)

    def _close(self, closing: str, start: int) -> int:
        end = self.source.find(closing, self.at)
        if end < 0:
            self._refuse(f"{self.source[start : start + 2]} is never closed", start)
        self.at = self.kept_from = end + 2
        return self.at

    def _expression(self, text: str, place: int) -> Token:
        if (text.count("(") + text.count("[")) * len(text) > LONGEST_EXPRESSION_SEARCH:
            self._refuse("there are too many brackets", place)
        if "'" not in text and '"' not in text:
            text = NUMBERED_NAME.sub(r'dc["\1"]', text)
        return Token(TOKEN_EXPRESSION, text, place, self.source)

    def _refuse(self, what: str, place: int) -> NoReturn:
        raise LiquidSyntaxError(what, token=Token(TOKEN_EOF, "", place, self.source))
