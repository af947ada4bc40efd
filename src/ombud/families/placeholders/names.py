"""Names that placeholders print: groups, brands, forms, roles, and the titles of options."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from ombud.db import Transaction
from ombud.tables import (
    brands,
    custom_roles,
    groups,
    organization_field_options,
    ticket_forms,
    user_field_options,
)

__all__ = ["Brand", "Names", "load"]


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand as far as messages show it."""

    name: str
    subdomain: str
    signature_template: str


@dataclass(frozen=True, slots=True)
class Names:
    """Read with `db.cached(names.load)`; each by id, titles as they were written."""

    groups: Mapping[int, str]
    brands: Mapping[int, Brand]
    forms: Mapping[int, str]
    roles: Mapping[int, str]
    # By the id of a user's or an organization's field, then by value.
    options: Mapping[int, Mapping[str, str]]


def load(db: Transaction) -> Names:
    """All of them; there are few of each."""
    options: dict[int, dict[str, str]] = {}
    for table, owner in (
        (user_field_options, user_field_options.c.user_field_id),
        (organization_field_options, organization_field_options.c.organization_field_id),
    ):
        for row in db.rows(select(owner.label("field_id"), table.c.value, table.c.raw_name)):
            options.setdefault(row.field_id, {})[row.value] = row.raw_name
    return Names(
        groups={row.id: row.name for row in db.rows(select(groups.c.id, groups.c.name))},
        brands={
            row.id: Brand(row.name, row.subdomain, row.signature_template)
            for row in db.rows(select(brands))
        },
        forms={
            row.id: row.raw_display_name
            for row in db.rows(select(ticket_forms.c.id, ticket_forms.c.raw_display_name))
        },
        roles={row.id: row.name for row in db.rows(select(custom_roles.c.id, custom_roles.c.name))},
        options=options,
    )
