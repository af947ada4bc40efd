"""Values of custom fields, of the ticket and of its requester and organization."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement

from ombud.rules.columns import Columns, ColumnTest
from ombud.rules.facts import Facts
from ombud.rules.sources.source import Reader
from ombud.values.text import id_in

__all__ = ["Custom", "LinkedField", "RecordField", "Shape"]

# A flag is the text "true" or null, because an untouched checkbox is as false as one that is off.
Shape = Literal["flag", "list", "number", "plain"]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Custom:
    """A custom field of the ticket."""

    field_id: int
    shape: Shape = "plain"
    share: float = 0.05

    @property
    def slot(self) -> str:
        return f"custom_fields_{self.field_id}"

    def after(self) -> Reader:
        key, clean = str(self.field_id), CLEAN[self.shape]
        return lambda facts: clean(facts.after["custom_fields"].get(key))

    def before(self) -> Reader:
        key, clean = str(self.field_id), CLEAN[self.shape]
        return lambda facts: clean((facts.before.get("custom_fields") or NOTHING).get(key))

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        return columns.custom("ticket", self.field_id, test, wanted=wanted)


@dataclass(frozen=True, slots=True)
class RecordField:
    """A custom field of the requester or of the ticket's organization."""

    owner: Literal["requester", "organization"]
    field_id: int
    key: str
    shape: Shape = "plain"
    slot: None = None
    share: float = 0.05

    def after(self) -> Reader:
        key, clean = self.key, CLEAN[self.shape]
        values = _of_requester if self.owner == "requester" else _of_organization
        return lambda facts: clean(values(facts).get(key))

    def before(self) -> Reader:
        # An update of a ticket changes no other record.
        return self.after()

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        return columns.custom(self.owner, self.field_id, test, wanted=wanted)


@dataclass(frozen=True, slots=True)
class LinkedField:
    """A custom field of the record that a lookup field of the ticket names."""

    link_id: int
    owner: Literal["requester", "organization"]
    field_id: int
    key: str
    shape: Shape = "plain"
    slot: None = None
    share: float = 0.05

    def after(self) -> Reader:
        return self._reader(lambda facts: facts.after)

    def before(self) -> Reader:
        return self._reader(lambda facts: facts.before)

    def _reader(self, state: Callable[[Facts], Mapping[str, Any]]) -> Reader:
        link, key, clean = str(self.link_id), self.key, CLEAN[self.shape]
        values = _of_user_named if self.owner == "requester" else _of_organization_named

        def read(facts: Facts) -> Any:
            named = (state(facts).get("custom_fields") or NOTHING).get(link)
            record_id = id_in(str(named or ""))
            # What another kind of record is called is no id, even with digits alone.
            if record_id is None or str(record_id) != named:
                return clean(None)
            return clean(values(facts, record_id).get(key))

        return read

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        return columns.linked(self.link_id, self.owner, self.field_id, test, wanted=wanted)


def _of_user_named(facts: Facts, user_id: int) -> Mapping[str, Any]:
    person = facts.user(user_id)
    return NOTHING if person is None else person.fields


def _of_organization_named(facts: Facts, organization_id: int) -> Mapping[str, Any]:
    return facts.organization(organization_id) or NOTHING


def _of_requester(facts: Facts) -> Mapping[str, Any]:
    person = facts.requester()
    return NOTHING if person is None else person.fields


def _of_organization(facts: Facts) -> Mapping[str, Any]:
    organization_id = facts.after["organization_id"]
    if organization_id is None:
        return NOTHING
    return facts.organization(organization_id) or NOTHING


CLEAN: Mapping[Shape, Callable[[Any], Any]] = {
    "flag": lambda value: "true" if value is True else None,
    "list": lambda value: tuple(value) if value else None,
    "number": lambda value: value,
    # An empty text is no value.
    "plain": lambda value: value or None,
}
