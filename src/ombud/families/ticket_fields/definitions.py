"""The ticket fields in force, as tickets, rules and search read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, select

from ombud.db import Transaction
from ombud.tables import ticket_field_options, ticket_fields

__all__ = ["CUSTOM_TYPES", "Definitions", "Field", "Option", "load"]

CUSTOM_TYPES = frozenset(
    {
        "text",
        "textarea",
        "checkbox",
        "date",
        "integer",
        "decimal",
        "regexp",
        "partialcreditcard",
        "multiselect",
        "tagger",
        "lookup",
    }
)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a tagger or multiselect; `value` is also its tag."""

    id: int
    name: str
    value: str
    default: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One ticket field. Only checkboxes have a `tag`, only regexp fields a `regexp`."""

    id: int
    type: str
    title: str
    active: bool
    required: bool
    tag: str | None
    regexp: str | None
    options: tuple[Option, ...]
    visible_in_portal: bool
    editable_in_portal: bool
    required_in_portal: bool
    title_in_portal: str
    relationship_target_type: str | None
    # JSON as it is stored.
    relationship_filter: str = "{}"

    @property
    def is_custom(self) -> bool:
        """Whether the account added it."""
        return self.type in CUSTOM_TYPES

    @property
    def values(self) -> tuple[str, ...]:
        """The values of its options, in their order."""
        return tuple(option.value for option in self.options)


@dataclass(frozen=True)
class Definitions:
    """All ticket fields by position; read with `db.cached(definitions.load)`."""

    fields: tuple[Field, ...]

    @cached_property
    def by_id(self) -> Mapping[int, Field]:
        """Active and inactive fields."""
        return {field.id: field for field in self.fields}

    @cached_property
    def custom(self) -> tuple[Field, ...]:
        """The active custom fields, which every ticket shows."""
        return tuple(field for field in self.fields if field.active and field.is_custom)

    @cached_property
    def option_owner(self) -> Mapping[str, Field]:
        """The active field that each tag belongs to."""
        owners = {}
        for field in self.custom:
            owners.update(dict.fromkeys(field.values, field))
            if field.tag and field.type == "checkbox":
                owners[field.tag] = field
        return owners

    def system(self, type_: str) -> Field:
        """The system field of this type; raises KeyError."""
        return self._system[type_]

    @cached_property
    def _system(self) -> Mapping[str, Field]:
        return {field.type: field for field in self.fields if not field.is_custom}


def load(db: Transaction) -> Definitions:
    """All ticket fields with their options."""
    options: dict[int, list[Option]] = {}
    by_position = (ticket_field_options.c.position, ticket_field_options.c.id)
    for row in db.rows(select(ticket_field_options).order_by(*by_position)):
        option = Option(row.id, row.raw_name, row.value, row.default)
        options.setdefault(row.ticket_field_id, []).append(option)
    statement = select(ticket_fields).order_by(ticket_fields.c.position, ticket_fields.c.id)
    return Definitions(tuple(_field(row, options.get(row.id, ())) for row in db.rows(statement)))


def _field(row: Row[Any], options: Sequence[Option]) -> Field:
    return Field(
        id=row.id,
        type=row.type,
        title=row.raw_title,
        active=row.active,
        required=row.required,
        tag=row.tag,
        regexp=row.regexp_for_validation,
        options=tuple(options),
        visible_in_portal=row.visible_in_portal,
        editable_in_portal=row.editable_in_portal,
        required_in_portal=row.required_in_portal,
        title_in_portal=row.raw_title_in_portal,
        relationship_target_type=row.relationship_target_type,
        relationship_filter=row.relationship_filter,
    )
