"""Changes of organizations as verbs of the desk."""

from typing import Any

import msgspec
from sqlalchemy import Row, update

from ombud.db import Duplicate
from ombud.families.organization_memberships import service as memberships
from ombud.families.organizations import announcing, queries, rights
from ombud.families.organizations.indexing import forget_rows, write_rows
from ombud.families.organizations.moving import move_tickets
from ombud.families.organizations.shapes import OrganizationChange, OrganizationItem
from ombud.families.organizations.writing import columns_of
from ombud.tables import organizations
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import ApiError, Invalid

__all__ = [
    "create",
    "create_or_update",
    "delete_organization",
    "retire",
    "update_organization",
    "write",
]

DECIDES_WHAT_ACTORS_SEE = {"shared_tickets", "shared_comments"}


def create(ctx: Context, change: OrganizationChange) -> int:
    """Create an organization and return its id; raises Invalid and Forbidden."""
    rights.check_may_manage(ctx)
    values = columns_of(ctx, change, None)
    try:
        organization_id = ctx.db.insert(
            organizations, **values, created_at=ctx.now, updated_at=ctx.now
        )
    except Duplicate as error:
        raise _refusal(error, values) from error
    write_rows(ctx, organization_id)
    announcing.announce(ctx, organization_id, "created")
    return organization_id


def update_organization(ctx: Context, organization_id: int, change: OrganizationChange) -> None:
    """Change what was given; raises NotFound, Invalid and Forbidden."""
    stored = queries.lock(ctx, organization_id)
    rights.check_may_write(ctx, change.given().keys() - {"id"})
    write(ctx, stored, change)


def write(ctx: Context, stored: Row[Any], change: OrganizationChange) -> None:
    """Change what was given of a locked organization, whoever asks; raises Invalid."""
    values = columns_of(ctx, change, stored)
    if not values:
        return
    try:
        ctx.db.run(
            update(organizations)
            .where(organizations.c.id == stored.id)
            .values(**values, updated_at=ctx.now)
        )
    except Duplicate as error:
        raise _refusal(error, values) from error
    write_rows(ctx, stored.id)
    announcing.announce_changes(ctx, stored, values)
    if DECIDES_WHAT_ACTORS_SEE & values.keys():
        ctx.db.configuration_changed()


def create_or_update(ctx: Context, item: OrganizationItem) -> tuple[int, bool]:
    """Update the organization that the item names, or create one; its id, and whether it is new.

    An id must be known: NotFound otherwise. An external id need not be.
    """
    if item.id is not UNSET and item.id is not None:
        organization_id = int(queries.find(ctx, item.id).id)
    else:
        external_id = text_of(item.external_id)
        known = queries.lookup_external(ctx, external_id) if external_id else None
        if known is None:
            return create(ctx, item), True
        organization_id = known.id
        if item.external_id == known.external_id:
            # Naming it changes nothing, so it needs no right either.
            item = msgspec.structs.replace(item, external_id=UNSET)
    update_organization(ctx, organization_id, item)
    return organization_id, False


def delete_organization(ctx: Context, organization_id: int) -> None:
    """Delete an organization: nobody belongs to it any more, and no ticket."""
    queries.lock(ctx, organization_id)
    memberships.dissolve(ctx, organization_id)
    move_tickets(ctx, organization_id, None)
    retire(ctx, organization_id)


def retire(ctx: Context, organization_id: int) -> None:
    """Mark an organization that nothing refers to any more as deleted."""
    forget_rows(ctx, organization_id)
    ctx.db.run(
        update(organizations)
        .where(organizations.c.id == organization_id)
        .values(deleted_at=ctx.now, updated_at=ctx.now)
    )
    announcing.announce(ctx, organization_id, "deleted")
    ctx.db.configuration_changed()


def _refusal(error: Duplicate, values: dict[str, Any]) -> ApiError:
    if error.constraint == "uq_organizations_external_id":
        return Invalid.one("external_id", "External has already been taken", "DuplicateValue")
    description = f"Name: {values.get('name')} has already been taken"
    return Invalid.one("name", description, "DuplicateValue")
