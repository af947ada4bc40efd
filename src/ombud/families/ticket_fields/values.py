"""Values of custom ticket fields: from what callers send to what tickets store and show."""

from typing import Any

from ombud.families.record_fields import kinds
from ombud.families.ticket_fields.definitions import Field
from ombud.wire.errors import Invalid

__all__ = ["clean", "refused", "tags_of"]

ERROR_TYPES = {
    "tickettype": "FieldTicketType",
    "partialcreditcard": "FieldPartialCreditCard",
    "custom_status": "FieldCustomStatus",
}


def clean(field: Field, value: object) -> Any:
    """The JSON value to store; null when there is none.

    Numbers are stored as text, as the API shows them. An option that does not exist is no value.
    Raises Invalid for a value that does not fit the field. Whether the record that a lookup names
    exists is for `record_fields.lookups` to say.
    """
    if value is None:
        return None
    try:
        cleaned = kinds.cleaned(field.type, value, field.regexp, field.values)
    except ValueError as error:
        raise refused(field, value) from error
    return str(cleaned) if field.type == "integer" and cleaned is not None else cleaned


def refused(field: Field, value: object) -> Invalid:
    """The refusal of a value that does not fit the field."""
    return Invalid.one(
        "base",
        f"{field.title}: {value} is not valid",
        ticket_field_id=field.id,
        ticket_field_type=_error_type(field),
    )


def tags_of(field: Field, value: Any) -> list[str]:
    """The tags that a ticket with this stored value has."""
    return kinds.tags_of_value(field.type, value, field.tag)


def _error_type(field: Field) -> str:
    """`FieldTagger`, as validation errors name the type."""
    return ERROR_TYPES.get(field.type, f"Field{field.type.capitalize()}")
