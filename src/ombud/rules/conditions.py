"""Conditions as they are written, stored and shown; what they mean is for the table to say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ombud.rules.errors import Malformed, RuleError

__all__ = ["Condition", "Conditions", "Value", "value_in"]

# What a condition compares with: text, true or false, nothing, or several texts.
Value = str | bool | tuple[str | bool | None, ...] | None
NULL_NAMES = frozenset({"__NULL__", "null"})


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. `operator` is None where the writer left it out."""

    field: str
    operator: str | None = None
    value: Value = None

    def shown(self) -> dict[str, Any]:
        """The form in which the API shows it."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"field": self.field, "operator": self.operator or "is", "value": value}


@dataclass(frozen=True, slots=True)
class Conditions:
    """All of `all` must hold and, unless it is empty, one of `any`."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.all or self.any)

    def placed(self) -> Iterator[tuple[str, int, Condition]]:
        """Every condition with its place and its index there."""
        yield from (("all", index, condition) for index, condition in enumerate(self.all))
        yield from (("any", index, condition) for index, condition in enumerate(self.any))

    def shown(self) -> dict[str, Any]:
        """The `conditions` object of an answer."""
        return {
            "all": [condition.shown() for condition in self.all],
            "any": [condition.shown() for condition in self.any],
        }

    def stored(self) -> str:
        """The JSON to keep in a column."""
        return msgspec.json.encode(self.shown()).decode()

    @classmethod
    def of_stored(cls, text: str) -> "Conditions":
        """The conditions of a column."""
        return cls.of_object(msgspec.json.decode(text))

    @classmethod
    def of_object(cls, given: object) -> "Conditions":
        """The conditions of an object with `all` and `any`; raises Malformed and RuleError."""
        if not isinstance(given, Mapping):
            raise Malformed("conditions", "must be a hash")
        return cls(_listed(given.get("all"), "all"), _listed(given.get("any"), "any"))

    @classmethod
    def of_rule(cls, given: Mapping[str, Any]) -> "Conditions | None":
        """The conditions that a written rule has, nested or beside its other fields.

        None when it says nothing of them; a list that is left out is empty.
        Raises Malformed and RuleError.
        """
        if given.get("conditions") is not None:
            return cls.of_object(given["conditions"])
        if "all" in given or "any" in given:
            return cls.of_object(given)
        return None


def value_in(given: object) -> Value:
    """A JSON value in the form in which values are kept; raises ValueError for an object."""
    if isinstance(given, list | tuple):
        return tuple(_single(item) for item in given)
    return _single(given)


def _listed(given: object, place: str) -> tuple[Condition, ...]:
    if given is None:
        return ()
    # Forms send lists as objects whose keys are positions.
    if isinstance(given, Mapping) and all(str(key).isdigit() for key in given):
        given = list(given.values())
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise Malformed(f"conditions.{place}", "must be an array")
    return tuple(_condition(item, place, at) for at, item in enumerate(given))


def _condition(given: object, place: str, index: int) -> Condition:
    if not isinstance(given, Mapping):
        raise RuleError.of_entry(place, index, given, "must be a hash")
    # `source` is what older clients call the field.
    field, operator = given.get("field", given.get("source")), given.get("operator")
    value = given.get("value")
    if not isinstance(field, str):
        raise RuleError.of_entry(place, index, field, "field must be a string")
    if operator is not None and not isinstance(operator, str):
        raise RuleError.of_entry(place, index, operator, "operator must be a string")
    try:
        return Condition(field, operator or None, value_in(value))
    except ValueError as error:
        said = (field, operator, value)
        raise RuleError.of_condition(place, index, said, str(error)) from error


def _single(given: object) -> str | bool | None:
    if given is None or isinstance(given, bool):
        return given
    if isinstance(given, str):
        if "\0" in given:
            raise ValueError("must not hold a null character")
        return "" if given in NULL_NAMES else given
    if isinstance(given, int | float):
        return str(given)
    raise ValueError("must be a string, a number, a boolean or an array of them")
