"""Options of dropdowns and multiselects, and checkboxes."""

from collections.abc import Sequence
from dataclasses import dataclass

from ombud.rules.conditions import Value
from ombud.rules.kinds.kind import Listed, Plain, many_texts, negated, one_text, presence
from ombud.rules.kinds.tags import parts
from ombud.rules.match import Match, among, any_of, opposite

__all__ = ["Flag", "Options"]


@dataclass(frozen=True, slots=True)
class Options:
    """One option, or `many`; `options` are those written, as value and title, and those stored."""

    options: tuple[tuple[Listed, str], ...]
    many: bool = False
    type: str = "list"
    record: str | None = None
    nullable: bool = True

    @property
    def listed(self) -> Sequence[Listed]:
        return [listed for listed, _ in self.options]

    def match(self, operator: str, value: Value) -> Match:
        found = presence(operator)
        if found is not None:
            return found
        stored = [self._stored(text) for text in many_texts(value)]
        if not self.many or stored == [None]:
            return negated(operator, among(stored))
        return negated(operator, any_of([each for each in stored if each], parts))

    def _stored(self, text: str) -> str | None:
        if not text:
            return None
        for listed, stored in self.options:
            if listed.value == text:
                return stored
        # Some forms name an option by its id and others by its value; both are understood.
        if any(stored == text for _, stored in self.options):
            return text
        raise ValueError("is not one of the field's options")


@dataclass(frozen=True, slots=True)
class Flag(Plain):
    """A checkbox: the text "true", or no value, which is as false as the text "false"."""

    type: str = "list"
    listed: tuple[Listed, ...] = (Listed("true", "Checked"), Listed("false", "Unchecked"))

    def match(self, operator: str, value: Value) -> Match:
        checked = among({"true"})
        if operator in {"present", "not_present"}:
            return checked if operator == "present" else opposite(checked)
        text = one_text(value)
        if text not in {"true", "false", "1", "0"}:
            raise ValueError("is neither true nor false")
        return negated(operator, checked if text in {"true", "1"} else opposite(checked))
