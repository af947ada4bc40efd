"""The jobs of the group memberships family: one membership a step."""

from typing import Any

from ombud.families.group_memberships import permitted, queries, service
from ombud.families.group_memberships.shapes import GroupMembershipChange
from ombud.families.group_memberships.unassigning import unassign
from ombud.families.job_statuses.batches import done
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.context import Context
from ombud.wire.decode import convert

__all__ = ["JOBS"]


def _create(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    given = job.payload["group_memberships"][number]
    change = convert(given, GroupMembershipChange, "group_memberships")
    return done("create", permitted.create(ctx, change), number)


def _destroy(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    membership = queries.find(ctx, job.payload["ids"][number])
    service.leave(ctx, membership)
    return done("delete", membership.id, number)


JOBS: dict[str, Handler[Context]] = {
    "group_memberships.create_many": Handler(
        _create, "Creating group membership #{number}", refusal="GroupMembershipCreateFailed"
    ),
    "group_memberships.destroy_many": Handler(
        _destroy, "Deleting group membership #{number}", refusal="GroupMembershipDeleteFailed"
    ),
    "group_memberships.unassign": Handler(unassign, "Updating tickets, part #{number}"),
}
