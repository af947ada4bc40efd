"""The background work of the tickets family: one ticket a step, one transaction a step."""

from typing import Any

import msgspec

from ombud.families.job_statuses.batches import done
from ombud.families.tickets import deletion, merging, queries
from ombud.families.tickets.access import check_change, check_permission
from ombud.families.tickets.changes import MergeRequest, TicketChange
from ombud.families.tickets.update import create_ticket, update_ticket
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.context import Context
from ombud.wire.errors import ApiError

__all__ = ["JOBS"]


def _create(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    change = msgspec.convert(job.payload["tickets"][number], TicketChange)
    check_permission(ctx, "edit_tickets")
    check_change(ctx, change, None)
    outcome = create_ticket(ctx, change)
    return {"index": number, "id": outcome.ticket_id}


def _update(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    """One ticket of update_many: its own change, or the one that all share."""
    changes, ticket_id = job.payload["changes"], job.payload["ids"][number]
    change = msgspec.convert(changes[number if len(changes) > 1 else 0], TicketChange)
    check_change(ctx, change, queries.find(ctx, ticket_id))
    update_ticket(ctx, ticket_id, change)
    return done("update", ticket_id)


def _destroy(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    check_permission(ctx, "delete_tickets")
    ticket_id = job.payload["ids"][number]
    deletion.delete_ticket(ctx, ticket_id)
    return done("delete", ticket_id)


def _mark_as_spam(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    check_permission(ctx, "edit_tickets")
    ticket_id = job.payload["ids"][number]
    deletion.mark_as_spam(ctx, ticket_id)
    return done("delete", ticket_id)


def _scrub(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    check_permission(ctx, "delete_tickets")
    ticket_id = job.payload["ids"][number]
    deletion.scrub(ctx, ticket_id)
    return done("delete", ticket_id)


def _scrub_single(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    check_permission(ctx, "delete_tickets")
    deletion.scrub(ctx, job.payload["ids"][number])
    return {"success": True}


def _merge(ctx: Context, job: Job, number: int) -> list[dict[str, Any]]:
    """A merge: all of it or nothing."""
    del number
    request = msgspec.convert(job.payload["request"], MergeRequest)
    try:
        with ctx.db.savepoint():
            return merging.merge(ctx, job.payload["target_id"], request)
    except ApiError as error:
        return merging.refused(error, request)


JOBS: dict[str, Handler[Context]] = {
    "tickets.create_many": Handler(
        _create, "Creating ticket #{number}", refusal="TicketCreateFailed"
    ),
    "tickets.update_many": Handler(
        _update, "Updating ticket #{number}", refusal="TicketUpdateFailed"
    ),
    "tickets.destroy_many": Handler(
        _destroy, "Deleting ticket #{number}", refusal="TicketDeleteFailed"
    ),
    "tickets.mark_many_as_spam": Handler(
        _mark_as_spam, "Marking ticket #{number} as spam", refusal="TicketDeleteFailed"
    ),
    "tickets.scrub_many": Handler(
        _scrub, "Deleting ticket #{number}", refusal="TicketDeleteFailed"
    ),
    "tickets.scrub": Handler(
        _scrub_single, "Deleting ticket #{number}", single=True, refusal="TicketDeleteFailed"
    ),
    "tickets.merge": Handler(_merge, "Merging tickets", single=True),
}
