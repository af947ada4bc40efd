"""The tags of one organization as a resource of their own."""

from collections.abc import Callable

import msgspec

from ombud.families.organizations import queries, rights, service
from ombud.families.organizations.shapes import OrganizationChange
from ombud.families.tags.of_record import Tags, listed
from ombud.values.text import split_tags
from ombud.wire.answers import Nothing, Raw
from ombud.wire.changes import Words
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put


@get("/organizations/{organization_id}/tags", name="ListOrganizationTags", role="agents")
def list_organization_tags(ctx: Context, organization_id: int) -> Raw:
    """The tags of an organization."""
    return listed(_stored(ctx, organization_id))


@post("/organizations/{organization_id}/tags", name="SetOrganizationTags", role="agents")
def create_organization_tags(ctx: Context, organization_id: int, tags: Tags) -> Raw:
    """Replace all tags."""
    return Raw({"tags": _change(ctx, organization_id, lambda _: set(split_tags(tags)))}, 201)


@put("/organizations/{organization_id}/tags", name="AddOrganizationTags", role="agents")
def update_organization_tags(ctx: Context, organization_id: int, tags: Tags) -> Raw:
    """Add tags."""
    return Raw({"tags": _change(ctx, organization_id, lambda old: old.union(split_tags(tags)))})


@delete("/organizations/{organization_id}/tags", name="RemoveOrganizationTags", role="agents")
def delete_organization_tags(ctx: Context, organization_id: int, tags: Tags) -> Nothing:
    """Remove tags."""
    _change(ctx, organization_id, lambda old: old.difference(split_tags(tags)))
    return Nothing()


def _change(
    ctx: Context, organization_id: int, change: Callable[[set[str]], set[str]]
) -> list[str]:
    stored = queries.lock(ctx, organization_id)
    rights.check_may_tag(ctx)
    tags: list[Words] = [*sorted(change(set(msgspec.json.decode(stored.tags))))]
    service.write(ctx, stored, OrganizationChange(tags=tags))
    return _stored(ctx, organization_id)


def _stored(ctx: Context, organization_id: int) -> list[str]:
    tags: list[str] = msgspec.json.decode(queries.find(ctx, organization_id).tags)
    return tags
