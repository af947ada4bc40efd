"""Takes unsolved tickets out of a group that was deleted."""

from typing import Any

from ombud.families.groups import queries
from ombud.families.job_statuses.follow_ups import each_in_step
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.update import update_ticket
from ombud.families.tickets.via import SYSTEM
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.context import Context

__all__ = ["JOBS"]


def _release(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    waiting = set(queries.unsolved_ticket_ids(ctx, job.payload["group_id"]))

    def release(ticket_id: int) -> None:
        if ticket_id in waiting:
            # Both are named, because clearing the group alone is a setting of the account.
            update_ticket(ctx, ticket_id, TicketChange(group_id=None, assignee_id=None), via=SYSTEM)

    return each_in_step(ctx, job, number, release)


JOBS: dict[str, Handler[Context]] = {
    "groups.release_tickets": Handler(_release, "Updating tickets, part #{number}"),
}
