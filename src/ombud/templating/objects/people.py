"""How templates read people, organizations, records and the custom fields that they have."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ombud.templating.fragments import Several, Worded
from ombud.templating.moments import language
from ombud.templating.objects.data import (
    FieldValue,
    OrganizationData,
    PersonData,
    RecordData,
)
from ombud.templating.objects.drops import Drop, Kind, View

__all__ = ["AGENT", "ORGANIZATION", "PERSON", "RECORD", "Fields", "people", "person_name", "value"]

ROLES = {"end-user": "End user", "agent": "Agent", "admin": "Admin"}


class Fields(Mapping[str, object]):
    """Custom fields by key, read one by one or all in a loop."""

    def __init__(self, fields: Mapping[str, FieldValue], view: View, *, far: bool) -> None:
        self._fields = fields
        self._view = view
        self._far = far

    def __getitem__(self, key: str) -> object:
        return value(self._fields[key], self._view, far=self._far)

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def value(field: FieldValue, view: View, *, far: bool) -> Worded | None:
    """A field's value with its title and, for a lookup, the record that it leads to."""

    def ask(name: str) -> object:
        if name == "title":
            return field.title or field.text
        found = None if far or field.target is None else field.target()
        target = _record(found, view)
        if target is None:
            raise KeyError(name)
        return target[name]

    return Worded(field.text, ask) if field.text else None


def people(found: Sequence[PersonData], view: View) -> Several:
    """People for a loop; by itself the list prints their names."""
    drops = [Drop(PERSON, person, view) for person in found]
    return Several(drops, lambda: ", ".join(map(_name, drops)))


def person_name(person: PersonData, view: View) -> str:
    """The name by which the reader knows a person: customers see an agent's alias."""
    if person.alias and person.role != "end-user" and not view.reader.agent:
        return person.alias
    return person.name


def _record(
    found: PersonData | OrganizationData | RecordData | None, view: View
) -> Drop[PersonData] | Drop[OrganizationData] | Drop[RecordData] | None:
    if isinstance(found, PersonData):
        return PERSON(found, view, far=True)
    if isinstance(found, OrganizationData):
        return ORGANIZATION(found, view, far=True)
    return RECORD(found, view, far=True)


def _name(drop: Drop[PersonData]) -> str:
    return person_name(drop.data, drop.view)


def _alias_first(drop: Drop[PersonData]) -> str:
    return drop.data.alias or drop.data.name


def _first_name(name: str, locale: str) -> str:
    return _in_two(name, locale)[0]


def _last_name(name: str, locale: str) -> str:
    return _in_two(name, locale)[1]


def _in_two(name: str, locale: str) -> tuple[str, str]:
    """The first and the last name; what stands between them belongs to neither."""
    last, comma, first = name.partition(",")
    if comma and first.strip():
        return first.strip(), last.strip()
    words = name.split()
    if len(words) < 2:
        return name.strip(), ""
    # The family comes first in Japan.
    return (words[-1], words[0]) if locale.startswith("ja") else (words[0], words[-1])


def _language(drop: Drop[PersonData]) -> str:
    name = language(drop.data.locale).get_language_name() or drop.data.locale
    return name[:1].upper() + name[1:]


def _extended_role(drop: Drop[PersonData]) -> str:
    person = drop.data
    return person.extended_role or ("End user" if person.role == "end-user" else "Agent")


def _named(
    name: Callable[[Drop[PersonData]], str],
) -> Mapping[str, Callable[[Drop[PersonData]], object]]:
    """What one may ask a person who goes by this name."""
    return {
        "id": lambda drop: drop.data.id,
        "name": name,
        "first_name": lambda drop: _first_name(name(drop), drop.data.locale),
        "last_name": lambda drop: _last_name(name(drop), drop.data.locale),
        "email": lambda drop: drop.data.email,
        "phone": lambda drop: drop.data.phone,
        "external_id": lambda drop: drop.data.external_id,
        "details": lambda drop: drop.data.details,
        "notes": lambda drop: drop.data.notes,
        "language": _language,
        "locale": lambda drop: drop.data.locale,
        "time_zone": lambda drop: drop.data.time_zone,
        "role": lambda drop: ROLES[drop.data.role],
        "extended_role": _extended_role,
        "signature": lambda drop: drop.data.signature if drop.data.role != "end-user" else None,
        "tags": lambda drop: " ".join(drop.data.tags),
        "organization": lambda drop: ORGANIZATION(
            drop.data.organization(), drop.view, far=drop.far
        ),
        "custom_fields": lambda drop: Fields(drop.data.custom_fields(), drop.view, far=drop.far),
    }


PERSON: Kind[PersonData] = Kind(_named(_name), text=_name)
# The agent of a signature, who signs with the alias whoever reads it.
AGENT: Kind[PersonData] = Kind(_named(_alias_first), text=_alias_first)

ORGANIZATION: Kind[OrganizationData] = Kind(
    {
        "id": lambda drop: drop.data.id,
        "name": lambda drop: drop.data.name,
        "is_shared": lambda drop: drop.data.is_shared,
        "is_shared_comments": lambda drop: drop.data.is_shared_comments,
        "details": lambda drop: drop.data.details,
        "notes": lambda drop: drop.data.notes,
        "tags": lambda drop: " ".join(drop.data.tags),
        "external_id": lambda drop: drop.data.external_id,
        "custom_fields": lambda drop: Fields(drop.data.custom_fields(), drop.view, far=drop.far),
    },
    text=lambda drop: drop.data.name,
)

RECORD: Kind[RecordData] = Kind(
    {
        "id": lambda drop: drop.data.id,
        "name": lambda drop: drop.data.name,
        "external_id": lambda drop: drop.data.external_id,
        "custom_fields": lambda drop: Fields(drop.data.custom_fields(), drop.view, far=drop.far),
    },
    text=lambda drop: drop.data.name,
)
