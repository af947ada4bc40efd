"""The organization object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.families.record_fields.values import load_organization_fields, shown
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = [
    "AutocompleteQuery",
    "Organization",
    "OrganizationChange",
    "OrganizationItem",
    "SearchQuery",
    "show",
]


class Organization(Shape):
    """An organization as agents see it; end users are told only what is not internal."""

    root: ClassVar[str] = "organization"
    roots: ClassVar[str] = "organizations"

    url: str
    id: int
    name: str
    shared_tickets: bool
    shared_comments: bool
    external_id: str | None
    created_at: str
    updated_at: str
    domain_names: list[str]
    details: str | None
    notes: str | None
    group_id: int | None
    tags: list[str]
    organization_fields: dict[str, Any]


class OrganizationChange(Change):
    """What a caller may write."""

    name: Maybe[Words] = UNSET
    external_id: Maybe[Words] = UNSET
    details: Maybe[Words] = UNSET
    notes: Maybe[Words] = UNSET
    group_id: Maybe[int] = UNSET
    shared_tickets: Maybe[bool] = UNSET
    shared_comments: Maybe[bool] = UNSET
    domain_names: Maybe[list[str] | str] = UNSET
    tags: Maybe[list[Words] | str] = UNSET
    organization_fields: Maybe[dict[str, Any]] = UNSET


class OrganizationItem(OrganizationChange):
    """A change that names its organization: by id, or else by the external id it is to keep."""

    id: Maybe[int] = UNSET


class SearchQuery(msgspec.Struct):
    """Exactly one of the two; both match whole and without regard to case."""

    external_id: str | None = None
    name: str | None = None


class AutocompleteQuery(msgspec.Struct):
    """How the name begins; `field_id` and `source` name the lookup field that is being filled."""

    name: str | None = None
    field_id: str | None = None
    source: str | None = None


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Organization]:
    """The organizations of these rows."""
    definitions = ctx.db.cached(load_organization_fields)
    found = [
        Organization(
            url=ctx.links.api(f"/organizations/{row.id}"),
            id=row.id,
            name=row.name,
            shared_tickets=row.shared_tickets,
            shared_comments=row.shared_comments,
            external_id=row.external_id,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
            domain_names=msgspec.json.decode(row.domain_names),
            details=row.details,
            notes=row.notes,
            group_id=row.group_id,
            tags=msgspec.json.decode(row.tags),
            organization_fields=shown(definitions, msgspec.json.decode(row.organization_fields)),
        )
        for row in rows
    ]
    return found if ctx.actor.is_agent else [_for_end_users(one) for one in found]


def _for_end_users(organization: Organization) -> Organization:
    """Details, notes, tags and fields are what agents write for agents."""
    return msgspec.structs.replace(
        organization,
        external_id=None,
        domain_names=[],
        details=None,
        notes=None,
        group_id=None,
        tags=[],
        organization_fields={},
    )
