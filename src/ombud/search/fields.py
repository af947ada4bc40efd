"""Custom fields as keywords: what a value means depends on the type of the field."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Float,
    Select,
    Table,
    case,
    cast,
    false,
    literal,
    or_,
    select,
)

from ombud.db import Transaction
from ombud.search.conditions import Asking, Keyword, words_of
from ombud.search.dates import day_of
from ombud.search.language import Term
from ombud.search.words import words_in
from ombud.tables import (
    folded,
    organization_field_values,
    organization_fields,
    organizations,
    ticket_field_values,
    ticket_fields,
    tickets,
    user_field_values,
    user_fields,
    users,
)

__all__ = ["FieldKeywords", "any_value", "load"]

Condition = ColumnElement[bool]
CHOICES = frozenset({"tagger", "dropdown", "multiselect"})
NUMBERS = frozenset({"integer", "decimal"})
TEXTS = frozenset({"text", "textarea", "regexp", "partialcreditcard"})
NUMBER = re.compile(r"[+-]?[0-9]{1,18}([.,][0-9]{1,18})?")
COMPARISONS = {":": "__eq__", ">": "__gt__", ">=": "__ge__", "<": "__lt__", "<=": "__le__"}


@dataclass(frozen=True, slots=True)
class FieldKeywords:
    """The keywords that the account's own fields are, for each kind of record."""

    ticket: Mapping[str, Keyword]
    user: Mapping[str, Keyword]
    organization: Mapping[str, Keyword]


@dataclass(frozen=True, slots=True)
class _Field:
    """A field and where its values are: `owner` is whose, `id_column` the record's own."""

    id: int
    type: str
    values: Table
    owner: Column[int]
    id_column: Column[int]

    def keyword(self, name: str) -> Keyword:
        return Keyword(name, self.condition, compares=self.type in {"date", *NUMBERS})

    def condition(self, asking: Asking, term: Term) -> Condition:
        value = term.value.strip().lower()
        filled = self.id_column.in_(self.rows())
        if term.operator == ":" and not term.quoted and value in {"*", "none"}:
            return filled if value == "*" else ~filled
        if self.type == "checkbox":
            return self._switch(value)
        matches = self._matches(asking, term)
        return false() if matches is None else self.id_column.in_(self.rows().where(matches))

    def rows(self) -> Select[Any]:
        return select(self.owner).where(self.values.c.field_id == self.id)

    def _switch(self, value: str) -> Condition:
        is_on = self.id_column.in_(self.rows().where(self.values.c.value == "true"))
        on, off = {"true", "checked"}, {"false", "unchecked"}
        return is_on if value in on else ~is_on if value in off else false()

    def _matches(self, asking: Asking, term: Term) -> Condition | None:
        """What a row's value must be; None when nothing can be."""
        value = self.values.c.value
        if self.type in NUMBERS:
            return self._number(term)
        if self.type == "date":
            day = literal(day_of(term, asking.now, asking.zone))
            return _compared(value, term, day)
        if self.type in CHOICES:
            return value == term.value.strip().lower()
        return _said(value, term) if self.type in TEXTS else None

    def _number(self, term: Term) -> Condition | None:
        text = term.value.strip()
        if not NUMBER.fullmatch(text):
            return None
        is_whole = self.type == "integer" and text.lstrip("+-").isdigit()
        number = int(text) if is_whole else float(text.replace(",", "."))
        # The database may look at other fields' rows first, whose values are no numbers.
        stored = case(
            (
                self.values.c.field_id == self.id,
                cast(self.values.c.value, BigInteger if is_whole else Float),
            )
        )
        return _compared(stored, term, literal(number, BigInteger if is_whole else Float))


def load(db: Transaction) -> FieldKeywords:
    """The keywords of all active fields; read it with `db.cached`."""
    return FieldKeywords(
        ticket={
            f"custom_field_{row.id}": _Field(
                row.id,
                row.type,
                ticket_field_values,
                ticket_field_values.c.ticket_id,
                tickets.c.id,
            ).keyword(f"custom_field_{row.id}")
            for row in db.rows(select(ticket_fields.c.id, ticket_fields.c.type))
        },
        user=_record(db, user_fields, user_field_values, "user_id", users),
        organization=_record(
            db, organization_fields, organization_field_values, "organization_id", organizations
        ),
    )


def any_value(asking: Asking, term: Term) -> Condition:
    """A ticket with a custom field of any kind that has this value."""
    del asking
    rows = select(ticket_field_values.c.ticket_id)
    return tickets.c.id.in_(rows.where(_said(ticket_field_values.c.value, term)))


def _record(
    db: Transaction, fields: Table, values: Table, owner: str, records: Table
) -> Mapping[str, Keyword]:
    rows = db.rows(select(fields.c.id, fields.c.key, fields.c.type).where(fields.c.active))
    return {
        row.key.lower(): _Field(row.id, row.type, values, values.c[owner], records.c.id).keyword(
            row.key.lower()
        )
        for row in rows
    }


def _compared(column: ColumnElement[str], term: Term, value: ColumnElement[str]) -> Condition:
    compared: Condition = getattr(column, COMPARISONS[term.operator])(value)
    return compared


def _said(value: ColumnElement[str], term: Term) -> Condition:
    """Whole words somewhere in a text, or all of it."""
    is_all = folded(value) == folded(literal(term.value))
    words = words_in(term.value)
    return or_(is_all, words_of(value).like(f"% {' '.join(words)} %")) if words else is_all
