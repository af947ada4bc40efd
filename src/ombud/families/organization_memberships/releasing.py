"""Takes the organization off open tickets whose requester has left it."""

from typing import Any

from ombud.families.job_statuses.follow_ups import each_in_step
from ombud.families.organization_memberships import queries
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.update import update_ticket
from ombud.families.tickets.via import SYSTEM
from ombud.jobs.queue import Job
from ombud.wire.context import Context

__all__ = ["release_tickets"]


def release_tickets(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    """Clear the organization of the step's tickets, unless something has changed since."""
    user_id, organization_id = job.payload["user_id"], job.payload["organization_id"]

    def release(ticket_id: int) -> None:
        if queries.is_stranded(ctx, ticket_id, user_id, organization_id):
            update_ticket(ctx, ticket_id, TicketChange(organization_id=None), via=SYSTEM)

    return each_in_step(ctx, job, number, release)
