"""Regular expressions that customers write, matched in time that no pattern can blow up.

Python's parser reads the pattern; what it read becomes a set of states that all advance together
over the text, so nothing is ever tried twice. Back-references are the one thing refused.
"""

import functools
import importlib
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["LONGEST_PATTERN", "LONGEST_TEXT", "Pattern", "compiled"]

# Part of the standard library since 3.11, but without a public name.
parser: Any = importlib.import_module("re._parser")

LONGEST_PATTERN = 1000
# Look-aheads cost the square of the text's length, so the text is short as well.
LONGEST_TEXT = 255
MOST_STATES = 1000
LOOKING_COSTS = 10

Reads = Callable[[str], bool]
# Whether a place in the text is one where the match may go on without reading.
Holds = Callable[[str, int], bool]

# What Ruby, in which these patterns are customarily written, spells differently.
RUBY = (
    (re.compile(r"(?<!\\)((?:\\\\)*)\\z"), r"\1\\Z"),
    (re.compile(r"(?<!\\)((?:\\\\)*)\\h"), r"\1[0-9a-fA-F]"),
    (re.compile(r"\(\?<(?=[A-Za-z_])"), "(?P<"),
    (re.compile(r"\[:alpha:\]"), "a-zA-Z"),
    (re.compile(r"\[:alnum:\]"), "a-zA-Z0-9"),
    (re.compile(r"\[:digit:\]"), "0-9"),
    (re.compile(r"\[:upper:\]"), "A-Z"),
    (re.compile(r"\[:lower:\]"), "a-z"),
    (re.compile(r"\[:space:\]"), r"\\s"),
)
CATEGORIES = {
    "CATEGORY_DIGIT": re.compile(r"\d", re.ASCII),
    "CATEGORY_NOT_DIGIT": re.compile(r"\D", re.ASCII),
    "CATEGORY_SPACE": re.compile(r"\s", re.ASCII),
    "CATEGORY_NOT_SPACE": re.compile(r"\S", re.ASCII),
    "CATEGORY_WORD": re.compile(r"\w", re.ASCII),
    "CATEGORY_NOT_WORD": re.compile(r"\W", re.ASCII),
}


@dataclass(slots=True)
class State:
    """One place in the pattern: it reads a character, or checks a condition, or just goes on."""

    reads: Reads | None = None
    holds: Holds | None = None
    after: list[int] = field(default_factory=list)


class Pattern:
    """A pattern ready to be looked for; raises ValueError saying what is wrong with it."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST_PATTERN:
            raise ValueError(f"is longer than {LONGEST_PATTERN} characters")
        for wrong, right in RUBY:
            text = wrong.sub(right, text)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                # Ruby's ^ and $ stand at the ends of lines.
                parsed = parser.parse(text, re.MULTILINE)
        except (re.error, RecursionError, OverflowError, Warning) as error:
            raise ValueError(f"is not a regular expression ({error})") from error
        self._states = [State()]
        self._cost = 0
        self._start = self._sequence(parsed, 0, parsed.state.flags)

    def finds(self, text: str) -> bool:
        """Whether the pattern matches anywhere in the text; never in text that is too long."""
        return len(text) <= LONGEST_TEXT and self._reaches(self._start, text, 0, anywhere=True)

    def _reaches(
        self, start: int, text: str, at: int, *, end: int | None = None, anywhere: bool = False
    ) -> bool:
        """Whether the last state, number 0, is reached; exactly at `end` where that is given."""
        current = self._spread([start], text, at)
        while True:
            if 0 in current and (end is None or at == end):
                return True
            if at == len(text) or at == end or not (current or anywhere):
                return False
            following = [start] if anywhere else []
            for number in current:
                state = self._states[number]
                if state.reads is not None and state.reads(text[at]):
                    following += state.after
            at += 1
            current = self._spread(following, text, at)

    def _spread(self, numbers: Iterable[int], text: str, at: int) -> set[int]:
        """These states and all that are reached from them without reading."""
        waiting, found = list(numbers), set[int]()
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found.add(number)
            state = self._states[number]
            if state.reads is None and (state.holds is None or state.holds(text, at)):
                waiting += state.after
        return found

    def _add(self, after: Sequence[int], *, reads: Reads | None = None, cost: int = 1) -> int:
        self._cost += cost
        if self._cost > MOST_STATES:
            raise ValueError("is too complicated")
        self._states.append(State(reads, None, list(after)))
        return len(self._states) - 1

    def _condition(self, holds: Holds, after: int) -> int:
        number = self._add([after])
        self._states[number].holds = holds
        return number

    def _sequence(self, nodes: Any, after: int, flags: int) -> int:
        """The first state of `nodes`, whose last one leads to `after`."""
        for kind, value in reversed(list(nodes)):
            after = self._node(str(kind), value, after, flags)
        return after

    def _node(self, kind: str, value: Any, after: int, flags: int) -> int:
        if kind in READERS:
            return self._add([after], reads=READERS[kind](value, flags))
        if kind == "BRANCH":
            return self._add([self._sequence(branch, after, flags) for branch in value[1]])
        if kind == "SUBPATTERN":
            _, added, removed, inner = value
            return self._sequence(inner, after, (flags | added) & ~removed)
        if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
            return self._repeat(value, after, flags)
        if kind == "AT":
            return self._condition(functools.partial(PLACES[str(value)], flags), after)
        if kind in {"ASSERT", "ASSERT_NOT"}:
            return self._look(value, after, flags, wanted=kind == "ASSERT")
        words = kind.replace("_", " ").lower()
        raise ValueError(f"uses what is not supported here ({words})")

    def _repeat(self, value: Any, after: int, flags: int) -> int:
        least, most, inner = value
        if most is parser.MAXREPEAT:
            start = self._add([])
            self._states[start].after = [self._sequence(inner, start, flags), after]
        else:
            start = after
            for _ in range(most - least):
                start = self._add([self._sequence(inner, start, flags), after])
        for _ in range(least):
            # Counted even when the inner part is empty: a repetition may be of a million.
            self._add([])
            start = self._sequence(inner, start, flags)
        return start

    def _look(self, value: Any, after: int, flags: int, *, wanted: bool) -> int:
        direction, inner = value
        before = self._cost
        start = self._sequence(inner, 0, flags)
        self._add([], cost=(self._cost - before) * LOOKING_COSTS)
        width = inner.getwidth()[1] if direction < 0 else 0

        def holds(text: str, at: int) -> bool:
            if at < width:
                return not wanted
            end = at if direction < 0 else None
            return self._reaches(start, text, at - width, end=end) == wanted

        return self._condition(holds, after)


@functools.lru_cache(maxsize=256)
def compiled(text: str) -> Pattern:
    """The pattern, compiled once; raises ValueError when it cannot be."""
    return Pattern(text)


def _literal(code: int, flags: int) -> Reads:
    return _in_any_case(lambda character: character == chr(code), flags)


def _other_literal(code: int, flags: int) -> Reads:
    test = _literal(code, flags)
    return lambda character: not test(character)


def _any(_value: Any, flags: int) -> Reads:
    return lambda character: bool(flags & re.DOTALL) or character != "\n"


def _one_of(items: Any, flags: int) -> Reads:
    kinds = [str(kind) for kind, _ in items]
    tests = [_member(str(kind), value, flags) for kind, value in items if str(kind) != "NEGATE"]
    wanted = "NEGATE" not in kinds
    return lambda character: any(test(character) for test in tests) == wanted


def _member(kind: str, value: Any, flags: int) -> Reads:
    if kind == "RANGE":
        low, high = value
        return _in_any_case(lambda character: low <= ord(character) <= high, flags)
    if kind == "CATEGORY":
        category = CATEGORIES[str(value)]
        return lambda character: category.match(character) is not None
    return _literal(value, flags)


def _in_any_case(test: Reads, flags: int) -> Reads:
    if not flags & re.IGNORECASE:
        return test
    # The first letter alone, because some letters grow when their case changes.
    return lambda character: test(character.lower()[0]) or test(character.upper()[0])


def _begins_line(flags: int, text: str, at: int) -> bool:
    return at == 0 or (bool(flags & re.MULTILINE) and text[at - 1] == "\n")


def _ends_line(flags: int, text: str, at: int) -> bool:
    return at == len(text) or (bool(flags & re.MULTILINE) and text[at] == "\n")


def _at_word(_flags: int, text: str, at: int) -> bool:
    word = CATEGORIES["CATEGORY_WORD"]
    before = at > 0 and word.match(text[at - 1]) is not None
    return before != (at < len(text) and word.match(text[at]) is not None)


READERS: dict[str, Callable[[Any, int], Reads]] = {
    "LITERAL": _literal,
    "NOT_LITERAL": _other_literal,
    "ANY": _any,
    "IN": _one_of,
}
PLACES: dict[str, Callable[[int, str, int], bool]] = {
    "AT_BEGINNING": _begins_line,
    "AT_END": _ends_line,
    "AT_BEGINNING_STRING": lambda _flags, _text, at: at == 0,
    "AT_END_STRING": lambda _flags, text, at: at == len(text),
    "AT_BOUNDARY": _at_word,
    "AT_NON_BOUNDARY": lambda flags, text, at: not _at_word(flags, text, at),
}
