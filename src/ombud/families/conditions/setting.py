"""Values that actions set custom fields to: what tickets, users and organizations would take."""

from collections.abc import Iterable
from typing import NamedTuple

from ombud.families.record_fields import kinds
from ombud.families.record_fields.lookups import record_named
from ombud.families.record_fields.values import (
    RecordField,
    load_organization_fields,
    load_user_fields,
)
from ombud.families.ticket_fields import definitions
from ombud.families.ticket_fields.definitions import Field
from ombud.rules.actions import Action
from ombud.rules.errors import RuleError
from ombud.values.text import id_in
from ombud.wire.context import Context

__all__ = ["check_values"]

TICKETS = "custom_fields_"
# What actions themselves know the values of.
CHOSEN = frozenset({"checkbox", "date", "dropdown", "tagger", "multiselect"})


class _Kind(NamedTuple):
    """What a field takes, whoever has it."""

    type: str
    regexp: str | None
    target: str | None
    filter: str


def check_values(ctx: Context, actions: Iterable[Action]) -> None:
    """Raises RuleError for a value that the field's kind, pattern or filter leaves out."""
    for index, action in enumerate(actions):
        kind = _kind(ctx, action.field)
        if kind is None or kind.type in CHOSEN:
            continue
        try:
            _check(ctx, kind, action.value)
        except ValueError as error:
            reason = "is not a value of this field"
            raise RuleError.of_action(index, action.field, action.value, reason) from error


def _check(ctx: Context, kind: _Kind, written: object) -> None:
    value = written[0] if isinstance(written, list) and len(written) == 1 else written
    cleaned = kinds.cleaned(kind.type, value, kind.regexp, ())
    if kind.type == "lookup" and cleaned is not None:
        record_named(ctx, kind.target, kind.filter, cleaned)


def _kind(ctx: Context, name: str) -> _Kind | None:
    field: Field | RecordField | None
    if name.startswith(TICKETS):
        field_id = id_in(name.removeprefix(TICKETS))
        field = ctx.db.cached(definitions.load).by_id.get(field_id or 0)
    else:
        owner, _, key = name.partition(".custom_fields.")
        load = load_organization_fields if owner == "organization" else load_user_fields
        field = ctx.db.cached(load).by_key.get(key)
    if field is None:
        return None
    return _Kind(
        field.type, field.regexp, field.relationship_target_type, field.relationship_filter
    )
