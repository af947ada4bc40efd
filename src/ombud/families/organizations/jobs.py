"""The jobs of the organizations family: one organization a step."""

from typing import Any

from sqlalchemy import Row

from ombud.families.job_statuses.batches import done
from ombud.families.organizations import queries, service
from ombud.families.organizations.merging import merge
from ombud.families.organizations.shapes import OrganizationChange, OrganizationItem
from ombud.families.required import existing
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.decode import convert

__all__ = ["JOBS"]


def _create(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    change = convert(job.payload["organizations"][number], OrganizationChange, "organizations")
    return {"index": number, "id": service.create(ctx, change), "status": "Created"}


def _update_alike(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    change = convert(job.payload["organization"], OrganizationChange, "organization")
    organization_id = _selected(ctx, job, number).id
    service.update_organization(ctx, organization_id, change)
    return done("update", organization_id)


def _update_each(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    item = convert(job.payload["organizations"][number], OrganizationItem, "organizations")
    if item.id is not UNSET and item.id is not None:
        organization_id = item.id
    else:
        organization_id = _by_external_id(ctx, text_of(item.external_id)).id
        # It stands there as a name, not as a change.
        item.external_id = UNSET
    service.update_organization(ctx, organization_id, item)
    return done("update", organization_id)


def _destroy(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    organization_id = _selected(ctx, job, number).id
    service.delete_organization(ctx, organization_id)
    return done("delete", organization_id)


def _selected(ctx: Context, job: Job, number: int) -> Row[Any]:
    if "ids" in job.payload:
        return queries.find(ctx, job.payload["ids"][number])
    return _by_external_id(ctx, job.payload["external_ids"][number])


def _by_external_id(ctx: Context, external_id: str | None) -> Row[Any]:
    return existing(queries.lookup_external(ctx, external_id) if external_id else None)


JOBS: dict[str, Handler[Context]] = {
    "organizations.create_many": Handler(
        _create, "Creating organization #{number}", refusal="OrganizationCreateFailed"
    ),
    "organizations.update_alike": Handler(
        _update_alike, "Updating organization #{number}", refusal="OrganizationUpdateFailed"
    ),
    "organizations.update_each": Handler(
        _update_each, "Updating organization #{number}", refusal="OrganizationUpdateFailed"
    ),
    "organizations.destroy_many": Handler(
        _destroy, "Deleting organization #{number}", refusal="OrganizationDeleteFailed"
    ),
    "organizations.merge": Handler(merge, "Merging organizations", single=True),
}
