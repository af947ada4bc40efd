"""Values of actions that tell somebody: to whom and what, as a list of a fixed length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ombud.rules.actions.action import Resolving
from ombud.rules.actions.values import text_of
from ombud.rules.kinds.kind import Listed
from ombud.rules.known import NAMED
from ombud.values.text import id_in

__all__ = ["Message", "Parts", "Sent"]

ULID = re.compile("[0-9A-Z]{26}")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message with its placeholders: to an id or a word, and its parts after that.

    A part is a text, or the pairs that a target's form is filled with.
    """

    to: int | str
    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A list of a recipient and `parts` more values."""

    type: str
    record: str | None
    parts: int
    words: tuple[Listed, ...] = ()
    # Which part may be a list of pairs instead of a text.
    pairs: bool = False
    nullable: bool = False

    @property
    def listed(self) -> Sequence[Listed]:
        return self.words

    def check(self, value: Any) -> None:
        if not isinstance(value, list) or len(value) != self.parts + 1:
            raise ValueError(f"must be an array of {self.parts + 1} values")
        recipient = text_of(value[0])
        if not self._is_recipient(recipient):
            raise ValueError("names no recipient")
        for part in value[1:]:
            if not isinstance(part, list):
                text_of(part)
            elif not self.pairs or not all(_is_pair(item) for item in part):
                raise ValueError("must hold texts")

    def _is_recipient(self, text: str) -> bool:
        if self.record in NAMED:
            return ULID.fullmatch(text) is not None
        return id_in(text) is not None or text in {word.value for word in self.words}

    def resolved(self, value: Any, who: Resolving) -> Sent:
        del who
        recipient = text_of(value[0])
        number = id_in(recipient)
        return Sent(recipient if number is None else number, tuple(value[1:]))


def _is_pair(given: Any) -> bool:
    return (
        isinstance(given, list)
        and len(given) == 2
        and not any(isinstance(part, list) for part in given)
    )


@dataclass(frozen=True, slots=True)
class Parts:
    """A list of texts that another service understands."""

    type: str
    least: int = 1
    record: str | None = None
    listed: tuple[Listed, ...] = ()
    nullable: bool = False

    def check(self, value: Any) -> None:
        if not isinstance(value, list) or len(value) < self.least:
            raise ValueError(f"must be an array of at least {self.least} values")

    def resolved(self, value: Any, who: Resolving) -> list[Any]:
        del who
        return list(value)
