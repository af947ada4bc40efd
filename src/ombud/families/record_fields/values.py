"""Definitions of user and organization fields, and the values that records have for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Table, select

from ombud.db import Transaction
from ombud.families.record_fields import kinds
from ombud.tables import (
    organization_field_options,
    organization_fields,
    user_field_options,
    user_fields,
)
from ombud.wire.errors import Invalid

__all__ = [
    "Definitions",
    "RecordField",
    "clean_values",
    "load_organization_fields",
    "load_user_fields",
    "rows_of",
    "shown",
]


@dataclass(frozen=True, slots=True)
class RecordField:
    """One field of users or of organizations; `options` are the values of a dropdown."""

    id: int
    key: str
    type: str
    title: str
    active: bool
    regexp: str | None
    tag: str | None
    options: tuple[str, ...]
    relationship_target_type: str | None = None
    # JSON as it is stored.
    relationship_filter: str = "{}"


@dataclass(frozen=True)
class Definitions:
    """All fields of one kind of record, by position."""

    fields: tuple[RecordField, ...]

    @cached_property
    def by_key(self) -> Mapping[str, RecordField]:
        """Active and inactive fields by key."""
        return {field.key: field for field in self.fields}

    @cached_property
    def active(self) -> tuple[RecordField, ...]:
        """The fields that records show."""
        return tuple(field for field in self.fields if field.active)


def load_user_fields(db: Transaction) -> Definitions:
    """The fields of users; read it with `db.cached`."""
    return _load(db, user_fields, user_field_options, "user_field_id")


def load_organization_fields(db: Transaction) -> Definitions:
    """The fields of organizations; read it with `db.cached`."""
    return _load(db, organization_fields, organization_field_options, "organization_field_id")


def clean_values(
    definitions: Definitions, given: Mapping[str, Any] | None, stored: Mapping[str, Any]
) -> dict[str, Any]:
    """What to store after a change: `stored` with what was `given`; null clears a field.

    Keys that are no active field are ignored. Raises Invalid for a value that does not fit.
    """
    result = dict(stored)
    for key, value in (given or {}).items():
        field = definitions.by_key.get(key)
        if field is None or not field.active:
            # Zendesk: an unknown key is ignored (quirk unknown-field-keys).
            continue
        cleaned = _clean(field, value)
        if cleaned is None:
            result.pop(key, None)
        else:
            result[key] = cleaned
    return result


def shown(definitions: Definitions, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The values as callers see them: every active field, null where there is none."""
    return {field.key: _shown(field, stored.get(field.key)) for field in definitions.active}


def rows_of(definitions: Definitions, stored: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Field id and text of every row that the values have, a row for each chosen option."""
    return [
        (definitions.by_key[key].id, text)
        for key, value in stored.items()
        if key in definitions.by_key
        for text in kinds.rows_of_value(value)
    ]


def _load(db: Transaction, fields: Table, options: Table, owner: str) -> Definitions:
    values: dict[int, list[str]] = {}
    for option in db.rows(select(options).order_by(options.c.position, options.c.id)):
        values.setdefault(option._mapping[owner], []).append(option.value)
    rows = db.rows(select(fields).order_by(fields.c.position, fields.c.id))
    return Definitions(tuple(_field(row, values.get(row.id, ())) for row in rows))


def _field(row: Row[Any], options: Sequence[str]) -> RecordField:
    return RecordField(
        id=row.id,
        key=row.key,
        type=row.type,
        title=row.raw_title,
        active=row.active,
        regexp=row.regexp_for_validation,
        tag=row.tag,
        options=tuple(options),
        relationship_target_type=row.relationship_target_type,
        relationship_filter=row.relationship_filter,
    )


def _clean(field: RecordField, value: object) -> Any:
    if value is None:
        return None
    try:
        cleaned = kinds.cleaned(field.type, value, field.regexp, field.options)
    except ValueError as error:
        raise Invalid.one(field.key, f"{field.title}: {value} is not valid") from error
    return float(cleaned) if field.type == "decimal" and cleaned is not None else cleaned


def _shown(field: RecordField, value: Any) -> Any:
    if value is None:
        # Zendesk: a checkbox that nobody touched is false (quirk untouched-checkbox).
        return False if field.type == "checkbox" else None
    return f"{value}T00:00:00+00:00" if field.type == "date" else value
