"""The ticket fields that customers see, and those that they may fill in."""

from typing import Any

from ombud.db import Transaction
from ombud.families.ticket_fields import definitions
from ombud.families.ticket_fields.definitions import Definitions
from ombud.families.tickets.changes import FieldValues
from ombud.values.text import id_in
from ombud.wire.changes import UNSET, Maybe
from ombud.wire.context import Context

__all__ = ["fillable", "load_shown"]


def load_shown(db: Transaction) -> Definitions:
    """The active custom fields that customers see; read it with `db.cached`."""
    known = db.cached(definitions.load)
    return Definitions(tuple(field for field in known.custom if field.visible_in_portal))


def fillable(ctx: Context, given: Maybe[FieldValues]) -> Maybe[FieldValues]:
    """What was given for fields that the caller may fill in; the rest is ignored."""
    if given is UNSET or given is None:
        return UNSET
    shown = ctx.db.cached(load_shown).fields
    allowed = {field.id for field in shown if field.editable_in_portal}
    if isinstance(given, dict):
        values: dict[str, Any] = given
        return {key: value for key, value in values.items() if _number(key) in allowed}
    return [item for item in given if _number(item.id) in allowed]


def _number(field_id: object) -> int:
    return id_in(str(field_id)) or 0
