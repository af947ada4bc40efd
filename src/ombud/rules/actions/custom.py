"""Actions that set custom fields, made from their definitions."""

from collections.abc import Iterator

from ombud.rules.actions.action import ActionField, ValueKind
from ombud.rules.actions.ticket import places
from ombud.rules.actions.values import Chosen, Day, Record, Switch, Words
from ombud.rules.fields import CustomField
from ombud.rules.kinds.kind import Listed

__all__ = ["fields_of"]

TEXT_TYPES = {"textarea": "textarea", "lookup": "autocomplete"}


def fields_of(definition: CustomField) -> Iterator[ActionField]:
    """The row of one definition."""
    if definition.owner == "ticket":
        name, letters = f"custom_fields_{definition.id}", "TAM"
        yield ActionField(name, definition.title, _kind(definition), places(letters))
        return
    names = {f"{definition.owner}.custom_fields.{definition.key}": False}
    if definition.owner == "requester":
        names[f"user.custom_fields.{definition.key}"] = True
    for name, hidden in names.items():
        yield ActionField(
            name,
            definition.title,
            _kind(definition),
            places("TA"),
            group=definition.owner,
            hidden=hidden,
        )


def _kind(definition: CustomField) -> ValueKind:
    if definition.type == "checkbox":
        return Switch()
    if definition.type == "date":
        return Day()
    if definition.options:
        return _options(definition)
    if definition.record is not None:
        return Record(definition.record, nullable=True, type="autocomplete")
    return Words(type=TEXT_TYPES.get(definition.type, "text"), nullable=True)


def _options(definition: CustomField) -> ValueKind:
    by_id = definition.owner != "ticket"
    written = {(str(option.id) if by_id else option.value): option for option in definition.options}
    return Chosen(
        {value: option.value for value, option in written.items()},
        tuple(Listed(value, option.title) for value, option in written.items()),
        nullable=True,
        many=definition.type == "multiselect",
    )
