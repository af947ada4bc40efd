"""People, organizations and custom fields as templates read them, in one language."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.accounts import account
from ombud.families.attachments.shapes import content_url
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.locales import catalogue
from ombud.families.placeholders import names
from ombud.families.placeholders.rows import Rows
from ombud.families.record_fields.kinds import rows_of_value
from ombud.families.record_fields.values import (
    Definitions,
    load_organization_fields,
    load_user_fields,
)
from ombud.families.ticket_comments.rendering import from_text
from ombud.families.ticket_fields import definitions
from ombud.templating import Fragment
from ombud.templating.objects import (
    FieldValue,
    Later,
    OrganizationData,
    PersonData,
    RecordData,
    field_value,
)
from ombud.values.text import id_in
from ombud.wire.context import Context

__all__ = ["Records", "signature"]

Linked = PersonData | OrganizationData | RecordData | None


class Records:
    """Turns rows into the data of templates; titles are shown in the language."""

    def __init__(self, ctx: Context, rows: Rows, locale: str) -> None:
        self._ctx, self._rows, self.locale = ctx, rows, locale
        self.titles = Titles(ctx, locale)

    def person(self, user_id: int | None) -> PersonData | None:
        """A user."""
        row = self._rows.person(user_id)
        if row is None:
            return None
        desk = self._ctx.db.cached(account.load)
        return PersonData(
            id=row.id,
            name=row.name,
            role=row.role,
            alias=row.alias,
            email=row.email,
            phone=row.phone,
            external_id=row.external_id,
            details=row.details,
            notes=row.notes,
            locale=catalogue.code_of(row.locale_id or desk.locale_id),
            time_zone=row.time_zone or desk.time_zone,
            extended_role=self._ctx.db.cached(names.load).roles.get(row.custom_role_id or 0),
            signature=signature(row.signature) if row.signature else None,
            photo_url=self._photo(row),
            tags=msgspec.json.decode(row.tags),
            organization=self.later(self.organization, row.organization_id),
            custom_fields=Later(lambda: self._fields(load_user_fields, row.user_fields)),
        )

    def organization(self, organization_id: int | None) -> OrganizationData | None:
        """An organization."""
        row = self._rows.organization(organization_id)
        if row is None:
            return None
        return OrganizationData(
            id=row.id,
            name=row.name,
            is_shared=row.shared_tickets,
            is_shared_comments=row.shared_comments,
            details=row.details,
            notes=row.notes,
            tags=msgspec.json.decode(row.tags),
            external_id=row.external_id,
            custom_fields=Later(
                lambda: self._fields(load_organization_fields, row.organization_fields)
            ),
        )

    def ticket_fields(self, stored: Mapping[str, Any]) -> Mapping[int, FieldValue]:
        """The custom fields of a ticket by id."""
        return {
            field.id: self._value(
                stored.get(str(field.id)),
                {option.value: option.name for option in field.options},
                field.relationship_target_type,
            )
            for field in self._ctx.db.cached(definitions.load).custom
        }

    def later(self, load: Callable[[int | None], Any], record_id: int | None) -> Later[Any]:
        """What is loaded by an id when somebody asks for it."""
        return Later(lambda: load(record_id))

    def _fields(self, load: Callable[[Any], Definitions], stored: str) -> Mapping[str, FieldValue]:
        values = msgspec.json.decode(stored)
        titles = self._ctx.db.cached(names.load).options
        return {
            field.key: self._value(
                values.get(field.key), titles.get(field.id, {}), field.relationship_target_type
            )
            for field in self._ctx.db.cached(load).active
        }

    def _value(
        self, value: object, titles: Mapping[str, str], target_type: str | None
    ) -> FieldValue:
        chosen = {
            text: self.titles.shown(titles[text]) for text in rows_of_value(value) if text in titles
        }
        target = None if target_type is None else Later(lambda: self._linked(target_type, value))
        return field_value(value, chosen, target)

    def _linked(self, target_type: str, value: object) -> Linked:
        record_id = id_in(str(value))
        if record_id is None:
            return None
        match target_type:
            case "zen:user":
                return self.person(record_id)
            case "zen:organization":
                return self.organization(record_id)
            case "zen:ticket":
                return self._ticket(record_id)
        return None

    def _ticket(self, ticket_id: int) -> RecordData | None:
        row = self._rows.ticket(ticket_id)
        if row is None:
            return None
        return RecordData(
            id=row.id,
            name=row.raw_subject or f"#{row.id}",
            external_id=row.external_id,
            custom_fields=Later(
                lambda: {
                    str(number): value
                    for number, value in self.ticket_fields(
                        msgspec.json.decode(row.custom_fields)
                    ).items()
                }
            ),
        )

    def _photo(self, row: Row[Any]) -> str | None:
        if row.photo_token is None:
            return None
        return content_url(self._ctx, row.photo_token, row.photo_name)


def signature(text: str) -> Fragment:
    """A signature, which is set below words as text or as HTML."""
    return Fragment(text, from_text(text).html_body)
