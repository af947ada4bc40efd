"""Custom fields of the ticket; an option's value is also a tag."""

from typing import Any

from ombud.families.tickets.changes import FieldValue, TicketChange
from ombud.families.tickets.custom_fields import apply_tags_and_fields
from ombud.families.tickets.effects.firing import Firing
from ombud.values.text import id_in

__all__ = ["set_value"]


def set_value(firing: Firing, value: Any) -> None:
    """The value of the field that the action names; None clears it."""
    field_id = id_in(firing.field.removeprefix("custom_fields_")) or 0
    change = TicketChange(custom_fields=[FieldValue(id=field_id, value=value)])
    apply_tags_and_fields(firing.ctx, firing.draft, change)
