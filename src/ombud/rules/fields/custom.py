"""Rows for custom fields, made from their definitions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ombud.rules.columns import Owner
from ombud.rules.fields.field import Field, places
from ombud.rules.fields.operators import (
    EQUAL,
    INCLUDE,
    ORDER,
    ORDER_OR_EQUAL,
    PRESENT,
    WITHIN,
)
from ombud.rules.kinds import Date, Exact, Flag, Kind, Number, Options, Text
from ombud.rules.kinds.kind import Listed
from ombud.rules.sources import Custom, LinkedField, RecordField, Source
from ombud.rules.sources.custom import Shape

__all__ = ["CustomField", "CustomOption", "fields_of", "linked_fields"]

# Whose custom fields a record has that a lookup field names.
FIELDS_OF: Mapping[str, Literal["requester", "organization"]] = {
    "user": "requester",
    "organization": "organization",
}
WORDS = ("includes_words", "not_includes_words", "includes_string", "not_includes_string")
COMPARED = EQUAL + ORDER + ORDER_OR_EQUAL
SHAPES: Mapping[str, Shape] = {
    "checkbox": "flag",
    "multiselect": "list",
    "integer": "number",
    "decimal": "number",
}


@dataclass(frozen=True, slots=True)
class CustomOption:
    """A choice of a dropdown or multiselect; `value` is what records store."""

    id: int
    value: str
    title: str


@dataclass(frozen=True, slots=True)
class CustomField:
    """The definition of an active custom field; records other than tickets name it by `key`."""

    owner: Owner
    id: int
    type: str
    title: str
    key: str = ""
    options: tuple[CustomOption, ...] = ()
    # What a lookup field points to.
    record: str | None = None
    # What a checkbox of tickets puts on them while it is set.
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """How a type of field is asked for: by ticket fields, by those of other records."""

    kind: Callable[[CustomField], Kind]
    operators: tuple[str, ...]
    of_records: tuple[str, ...]
    letters: str
    changes: bool = False
    sla: tuple[str, ...] = EQUAL


def fields_of(definition: CustomField) -> Iterator[Field]:
    """The rows of one definition, none for a type that no condition asks for."""
    form = FORMS.get(definition.type)
    if form is None:
        return
    if definition.owner == "ticket":
        yield from _of_ticket(definition, form)
    else:
        yield from _of_record(definition, form)


def linked_fields(definitions: Iterable[CustomField]) -> Iterator[Field]:
    """The rows that lead from each lookup field of tickets to the fields of what it names.

    # Zendesk: lookup-paths (docs/quirks.md#lookup-paths)
    """
    known = list(definitions)
    for link in known:
        owner = FIELDS_OF.get(link.record or "") if link.owner == "ticket" else None
        for definition in known:
            form = FORMS.get(definition.type)
            if owner is None or definition.owner != owner or form is None:
                continue
            shape = SHAPES.get(definition.type, "plain")
            yield Field(
                f"lookup:ticket.ticket_field_{link.id}.custom_fields.{definition.key}",
                f"{link.title} > {definition.title}",
                _kind_of_record(definition, form),
                LinkedField(link.id, owner, definition.id, definition.key, shape),
                places("TA"),
                form.of_records,
            )


def _of_ticket(definition: CustomField, form: _Form) -> Iterator[Field]:
    source = Custom(definition.id, SHAPES.get(definition.type, "plain"))
    yield Field(
        f"custom_fields_{definition.id}",
        definition.title,
        form.kind(definition),
        source,
        places(form.letters),
        form.operators,
        changes=form.changes,
    )
    if definition.options:
        # Policies name options by their ids.
        yield Field(
            f"ticket_fields_{definition.id}",
            definition.title,
            _options_by_id(definition),
            source,
            places("S"),
            INCLUDE,
        )


def _of_record(definition: CustomField, form: _Form) -> Iterator[Field]:
    assert definition.owner != "ticket"  # noqa: S101 (told apart by the caller)
    shape = SHAPES.get(definition.type, "plain")
    source: Source = RecordField(definition.owner, definition.id, definition.key, shape)
    kind = _kind_of_record(definition, form)
    names = {f"{definition.owner}.custom_fields.{definition.key}": False}
    if definition.owner == "requester":
        # The older spelling.
        names[f"user.custom_fields.{definition.key}"] = True
    for name, hidden in names.items():
        yield Field(
            name,
            definition.title,
            kind,
            source,
            places("TA" if hidden else "TASR"),
            form.of_records,
            group=definition.owner,
            others={"sla": form.sla},
            hidden=hidden,
        )


def _kind_of_record(definition: CustomField, form: _Form) -> Kind:
    return _options_by_id(definition) if definition.options else form.kind(definition)


def _options_by_value(definition: CustomField) -> Kind:
    options = tuple(
        (Listed(option.value, option.title), option.value) for option in definition.options
    )
    return Options(options, many=definition.type == "multiselect")


def _options_by_id(definition: CustomField) -> Kind:
    options = tuple(
        (Listed(str(option.id), option.title), option.value) for option in definition.options
    )
    return Options(options, many=definition.type == "multiselect")


def _text(definition: CustomField) -> Kind:
    return Text(type="textarea" if definition.type == "textarea" else "text")


TEXT = _Form(_text, PRESENT + EQUAL + INCLUDE + WORDS, EQUAL + PRESENT + WORDS, "TA")
FORMS: Mapping[str, _Form] = {
    "text": TEXT,
    "textarea": TEXT,
    "regexp": TEXT,
    "partialcreditcard": TEXT,
    "tagger": _Form(_options_by_value, EQUAL + INCLUDE + PRESENT, (), "TAVRW", changes=True),
    "dropdown": _Form(_options_by_value, (), EQUAL + PRESENT, ""),
    "multiselect": _Form(_options_by_value, INCLUDE + PRESENT, INCLUDE + PRESENT, "TAVRW"),
    "checkbox": _Form(lambda _: Flag(), ("is",), ("is",), "TAVRW", changes=True, sla=("is",)),
    "date": _Form(
        lambda _: Date(),
        COMPARED + WITHIN + PRESENT,
        EQUAL + PRESENT + ORDER + ORDER_OR_EQUAL + WITHIN,
        "TAV",
        sla=COMPARED,
    ),
    "integer": _Form(
        lambda _: Number(text=True, nullable=True),
        PRESENT + COMPARED,
        COMPARED + PRESENT,
        "TAV",
        sla=COMPARED,
    ),
    "decimal": _Form(
        lambda _: Number(whole=False, text=True, nullable=True),
        PRESENT + COMPARED,
        COMPARED + PRESENT,
        "TAV",
        sla=COMPARED,
    ),
    "lookup": _Form(
        lambda field: Exact(type="autocomplete", record=field.record),
        EQUAL + PRESENT,
        EQUAL + PRESENT,
        "TAV",
    ),
}
