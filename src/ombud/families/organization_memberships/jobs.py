"""The jobs of the organization memberships family: one membership a step."""

from typing import Any

from ombud.families.job_statuses.batches import done
from ombud.families.organization_memberships import permitted, service
from ombud.families.organization_memberships.releasing import release_tickets
from ombud.families.organization_memberships.shapes import OrganizationMembershipChange
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.context import Context
from ombud.wire.decode import convert

__all__ = ["JOBS"]


def _create(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    given = job.payload["organization_memberships"][number]
    change = convert(given, OrganizationMembershipChange, "organization_memberships")
    return done("create", permitted.create(ctx, change), number)


def _destroy(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    membership = permitted.find(ctx, job.payload["ids"][number])
    service.leave(ctx, membership)
    return done("delete", membership.id, number)


JOBS: dict[str, Handler[Context]] = {
    "organization_memberships.create_many": Handler(
        _create,
        "Creating organization membership #{number}",
        refusal="OrganizationMembershipCreateFailed",
    ),
    "organization_memberships.destroy_many": Handler(
        _destroy,
        "Deleting organization membership #{number}",
        refusal="OrganizationMembershipDeleteFailed",
    ),
    "organization_memberships.release_tickets": Handler(
        release_tickets, "Updating tickets, part #{number}"
    ),
}
