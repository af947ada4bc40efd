"""Values among a few words, some of which have an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ombud.rules.conditions import Value
from ombud.rules.kinds.kind import OPPOSITES, Listed, many_texts, negated, one_text
from ombud.rules.match import Match, among, opposite

__all__ = ["Choice", "Option"]

NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Option:
    """A word, what is stored for it, and its title; those in order, lowest first."""

    value: str
    stored: Any
    title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some options. A field whose value may be missing has an option of the value None."""

    options: tuple[Option, ...]
    # Other spellings of options.
    also: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    # Whether nothing but the options is ever stored; a missing value must be an option then.
    complete: bool = True
    type: str = "list"
    record: str | None = None

    @property
    def nullable(self) -> bool:
        return any(option.value == "" for option in self.options)

    @property
    def listed(self) -> Sequence[Listed]:
        return [Listed(option.value, option.title) for option in self.options if option.value]

    def match(self, operator: str, value: Value) -> Match:
        if operator in {"present", "not_present"}:
            missing = among({None})
            return opposite(missing) if operator == "present" else missing
        places = [self._place(text) for text in self._texts(operator, value)]
        stored = [option.stored for option in self.options]
        chosen = _chosen(operator, places[0], stored) if len(places) == 1 else None
        if chosen is not None:
            return among(chosen)
        wanted = {stored[place] for place in places}
        if not self.complete:
            return negated(operator, among(wanted))
        # The values that are left are as good a list as those that are not wanted.
        return among(wanted if operator not in OPPOSITES else set(stored) - wanted)

    def _texts(self, operator: str, value: Value) -> list[str]:
        return many_texts(value) if operator.endswith("includes") else [one_text(value)]

    def _place(self, text: str) -> int:
        text = self.also.get(text, text)
        for place, option in enumerate(self.options):
            if option.value == text:
                return place
        raise ValueError("cannot be blank" if not text else "is not one of the possible values")


def _chosen(operator: str, place: int, stored: list[Any]) -> list[Any] | None:
    """What an operator that knows an order leaves; None for the others."""
    match operator:
        case "less_than":
            return stored[:place]
        case "less_than_equal":
            return stored[: place + 1]
        case "greater_than":
            return stored[place + 1 :]
        case "greater_than_equal":
            return stored[place:]
        case _:
            return None
