"""What becomes of tickets whose assignee has left their group."""

from typing import Any

from ombud.families.group_memberships import queries
from ombud.families.job_statuses.follow_ups import each_in_step
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.update import update_ticket
from ombud.families.tickets.via import SYSTEM
from ombud.jobs.queue import Job
from ombud.wire.context import Context

__all__ = ["unassign"]


def unassign(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    """Unsolved tickets lose their assignee; solved ones must keep one and get the next member.

    Tickets keep their group. A solved ticket of a group that nobody is left in stays as it is.
    """
    user_id: int = job.payload["user_id"]
    return each_in_step(ctx, job, number, lambda ticket_id: _unassign_one(ctx, user_id, ticket_id))


def _unassign_one(ctx: Context, user_id: int, ticket_id: int) -> None:
    ticket = queries.stranded_ticket(ctx, user_id, ticket_id)
    if ticket is None:
        return
    if ticket.status != "solved":
        update_ticket(ctx, ticket_id, TicketChange(assignee_id=None), via=SYSTEM)
        return
    successor = queries.first_assignable_member(ctx, ticket.group_id)
    if successor is not None:
        change = TicketChange(assignee_id=successor, group_id=ticket.group_id)
        update_ticket(ctx, ticket_id, change, via=SYSTEM)
