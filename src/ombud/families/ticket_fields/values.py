"""Values of custom ticket fields: from what callers send to what tickets store and show."""

from typing import Any

from ombud.families.record_fields import kinds
from ombud.families.record_fields.kinds import rows_of_value
from ombud.families.ticket_fields.definitions import Field
from ombud.wire.errors import Invalid

__all__ = ["clean", "error_type", "rows_of_value", "tags_of"]

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
        return _of_kind(field, value)
    except ValueError as error:
        description = f"{field.title}: {value} is not valid"
        raise Invalid.one(
            "base",
            description,
            ticket_field_id=field.id,
            ticket_field_type=error_type(field),
        ) from error


def tags_of(field: Field, value: Any) -> list[str]:
    """The tags that a ticket with this stored value has."""
    if field.type == "checkbox":
        return [field.tag] if value is True and field.tag else []
    if field.type in {"tagger", "multiselect"}:
        return rows_of_value(value)
    return []


def error_type(field: Field) -> str:
    """`FieldTagger`, as validation errors name the type."""
    return ERROR_TYPES.get(field.type, f"Field{field.type.capitalize()}")


def _of_kind(field: Field, value: object) -> Any:
    match field.type:
        case "checkbox":
            result: Any = kinds.switch(value)
        case "date":
            result = kinds.day(value)
        case "integer":
            number = kinds.integer(value)
            result = None if number is None else str(number)
        case "decimal":
            result = kinds.decimal(value)
        case "regexp":
            result = kinds.matching(value, field.regexp)
        case "partialcreditcard":
            result = kinds.card_number(value)
        case "tagger":
            result = kinds.chosen(value, field.values)
        case "multiselect":
            result = kinds.chosen_many(value, field.values)
        case "lookup":
            result = kinds.record_id(value)
        case _:
            result = kinds.words(value)
    return result
