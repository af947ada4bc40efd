"""What rules set on the ticket's requester and organization."""

from typing import Any

import msgspec

from ombud.families.locales import catalogue
from ombud.families.organizations import announcing as organization_announcing
from ombud.families.organizations import indexing as organization_indexing
from ombud.families.organizations import queries as organization_queries
from ombud.families.organizations.shapes import OrganizationChange
from ombud.families.record_fields.values import load_organization_fields
from ombud.families.record_fields.writing import columns_of
from ombud.families.tickets import people_queries
from ombud.families.tickets.effects.firing import Firing
from ombud.families.users import announcing, indexing, tagging
from ombud.families.users.changes import UserChange
from ombud.tables import organizations, users

__all__ = ["set_language", "set_organization_value", "set_requester_value"]


def set_requester_value(firing: Firing, value: Any) -> None:
    """The value of the requester's field that the action names; None clears it."""
    ctx, requester_id = firing.ctx, firing.after["requester_id"]
    row = people_queries.person(ctx, requester_id)
    if row is None:
        return
    change = UserChange(user_fields={_key(firing): value})
    values = _different(tagging.tag_values(ctx, change, row), row)
    if values:
        ctx.db.update(users, requester_id, {**values, "updated_at": ctx.now})
        tagging.store_rows(ctx, requester_id, values, is_new=False)
        indexing.reindex(ctx, requester_id)
        announcing.announce_changes(ctx, row, values)
        firing.changed = True


def set_organization_value(firing: Firing, value: Any) -> None:
    """The same for the organization of the ticket."""
    ctx, organization_id = firing.ctx, firing.after["organization_id"]
    if organization_id is None:
        return
    row = organization_queries.find_any(ctx, organization_id)
    change = OrganizationChange(organization_fields={_key(firing): value})
    found = columns_of(ctx, "organization_fields", load_organization_fields, change, row)
    values = _different(found, row)
    if values:
        ctx.db.update(organizations, organization_id, {**values, "updated_at": ctx.now})
        organization_indexing.write_rows(ctx, organization_id)
        organization_announcing.announce_changes(ctx, row, values)
        firing.changed = True


def set_language(firing: Firing, locale_id: int) -> None:
    """The language of the ticket and of its requester."""
    ctx, requester_id = firing.ctx, firing.after["requester_id"]
    row = people_queries.person(ctx, requester_id)
    if row is None or not catalogue.is_offered(ctx.db, locale_id):
        return
    firing.after["locale_id"] = locale_id
    if row.locale_id != locale_id:
        ctx.db.update(users, requester_id, {"locale_id": locale_id, "updated_at": ctx.now})
        # Whoever signs in is answered in their language from memory.
        ctx.db.configuration_changed()
        firing.changed = True


def _key(firing: Firing) -> str:
    return firing.field.partition(".custom_fields.")[2]


def _different(values: dict[str, Any], row: Any) -> dict[str, Any]:
    """Those that are not what is stored; all of them are JSON."""
    return {
        name: value
        for name, value in values.items()
        if msgspec.json.decode(value) != msgspec.json.decode(row._mapping[name])
    }
