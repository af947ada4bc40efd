"""Actions as they are written, stored and shown, and what a row of their table is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, Protocol

import msgspec

from ombud.rules.errors import Malformed, RuleError
from ombud.rules.kinds.kind import Listed

__all__ = ["Action", "ActionField", "ActionPlace", "Keep", "Resolving", "ValueKind"]

ActionPlace = Literal["trigger", "automation", "macro"]
ActionGroup = Literal["ticket", "requester", "organization", "notifications", "other"]
DEEPEST = 3


class Keep(Enum):
    """The value of an action that has nobody to name, such as the current user of an automation."""

    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Resolving:
    """Whom the words in actions stand for, and the day in the desk's time zone."""

    today: str
    requester_id: int | None = None
    assignee_id: int | None = None
    # Who updates or applies the macro, and the group that is theirs by default.
    current_user_id: int | None = None
    current_group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One action; `value` is JSON in which single values are texts or booleans."""

    field: str
    value: Any

    def shown(self) -> dict[str, Any]:
        """The form in which the API shows it and columns keep it."""
        return {"field": self.field, "value": self.value}

    @classmethod
    def of_list(cls, given: object) -> tuple["Action", ...]:
        """The actions of a written rule; raises Malformed and RuleError."""
        if given is None:
            return ()
        # Forms send lists as objects whose keys are positions.
        if isinstance(given, Mapping) and all(str(key).isdigit() for key in given):
            given = list(given.values())
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise Malformed("actions", "must be an array")
        return tuple(_action(item, index) for index, item in enumerate(given))

    @classmethod
    def of_stored(cls, text: str) -> tuple["Action", ...]:
        """The actions of a column."""
        return cls.of_list(msgspec.json.decode(text))

    @staticmethod
    def stored(actions: Iterable["Action"]) -> str:
        """The JSON to keep in a column."""
        return msgspec.json.encode([action.shown() for action in actions]).decode()


class ValueKind(Protocol):
    """What an action may be given, and what comes of it."""

    @property
    def type(self) -> str:
        """What definitions call it: list, text, email, ..."""
        ...

    @property
    def listed(self) -> Sequence[Listed]:
        """The values to choose from that are always the same."""
        ...

    @property
    def record(self) -> str | None:
        """Which records can be chosen besides."""
        ...

    @property
    def nullable(self) -> bool:
        """Whether the empty text clears."""
        ...

    def check(self, value: Any) -> None:
        """Raises ValueError saying what is wrong."""
        ...

    def resolved(self, value: Any, who: Resolving) -> Any:
        """What to do with: ids, lists, texts; KEEP where the value stands for nobody."""
        ...


@dataclass(frozen=True, slots=True)
class ActionField:
    """A row of the action table."""

    name: str
    title: str
    kind: ValueKind
    places: frozenset[ActionPlace]
    group: ActionGroup = "ticket"
    # Whether a rule may have it several times.
    repeatable: bool = False
    # An older spelling, understood but not offered.
    hidden: bool = False


def _action(given: object, index: int) -> Action:
    if not isinstance(given, Mapping):
        raise RuleError.of_entry("actions", index, given, "must be a hash")
    field, value = given.get("field", given.get("source")), given.get("value")
    if not isinstance(field, str):
        raise RuleError.of_entry("actions", index, field, "field must be a string")
    try:
        return Action(field, _kept(value, DEEPEST))
    except ValueError as error:
        raise RuleError.of_action(index, field, value, str(error)) from error


def _kept(given: object, depth: int) -> Any:
    """A value as it is kept: numbers as texts, null as the empty text."""
    if isinstance(given, list | tuple) and depth:
        return [_kept(item, depth - 1) for item in given]
    if isinstance(given, bool):
        return given
    if given is None:
        return ""
    if isinstance(given, str):
        if "\0" in given:
            raise ValueError("must not hold a null character")
        return "" if given == "__NULL__" else given
    if isinstance(given, int | float):
        return str(given)
    raise ValueError("must be a string, a number, a boolean or an array of them")
