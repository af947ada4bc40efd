"""Importing tickets, one or up to a hundred at once; for admins."""

from typing import Any

import msgspec

from ombud.families.job_statuses.batches import start_on_items
from ombud.families.ticket_imports.changes import ImportQuery, TicketImport
from ombud.families.ticket_imports.importing import import_ticket
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.shapes import Ticket
from ombud.families.tickets.shapes import show as show_tickets
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.answers import Created, JobStarted
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden
from ombud.wire.operation import post

KIND = "ticket_imports.create_many"


@post("/imports/tickets", name="TicketImport", role="admins")
def create_import(ctx: Context, query: ImportQuery, ticket: TicketImport) -> Created[Ticket]:
    """Import a ticket with its times and its conversation."""
    ticket_id = import_ticket(ctx, ticket, archive=query.archive_immediately)
    made = show_tickets(ctx, [ticket_queries.find(ctx, ticket_id)])[0]
    return Created(made, made.url)


@post("/imports/tickets/create_many", name="TicketBulkImport", role="admins")
def create_many_imports(
    ctx: Context, query: ImportQuery, tickets: list[TicketImport]
) -> JobStarted:
    """Import up to 100 tickets in the background."""
    archive = query.archive_immediately
    return start_on_items(ctx, KIND, "Bulk Import Ticket", "tickets", tickets, archive=archive)


def _import(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    if not ctx.actor.is_admin:
        raise Forbidden
    change = msgspec.convert(job.payload["tickets"][number], TicketImport)
    ticket_id = import_ticket(ctx, change, archive=job.payload["archive"])
    return {"index": number, "id": ticket_id}


JOBS: dict[str, Handler[Context]] = {
    KIND: Handler(_import, "Importing ticket #{number}", refusal="TicketCreateFailed")
}
