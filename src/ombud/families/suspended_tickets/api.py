"""Operations on mail that was held back, in the order of the reference."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from ombud.families.job_statuses.batches import IdsQuery, ids_of
from ombud.families.suspended_tickets import (
    exporting,
    letters,
    queries,
    recovering,
    removing,
    signing_up,
)
from ombud.families.suspended_tickets.rights import PERMISSION
from ombud.families.suspended_tickets.shapes import (
    AttachmentsQuery,
    SuspendedTicket,
    SuspendedTicketQuery,
    SuspendedTicketUpload,
    show,
)
from ombud.wire.answers import Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest
from ombud.wire.operation import delete, get, post, put

CHORES, JOBS = removing.CHORES, {**exporting.JOBS, **signing_up.JOBS}


@get(
    "/suspended_tickets",
    name="ListSuspendedTickets",
    role="agents",
    permission=PERMISSION,
    page="both",
)
def list_suspended_tickets(ctx: Context, query: SuspendedTicketQuery) -> Page[SuspendedTicket]:
    """Mail that was held back and waits for somebody to look at it, the newest first."""
    return Page(SuspendedTicket, queries.visible(ctx), queries.orders_of(query), _shown)


@post(
    "/suspended_tickets/attachments",
    "/suspended_tickets/{suspended_ticket_id}/attachments",
    name="SuspendedTicketsAttachments",
    role="agents",
    permission=PERMISSION,
)
def copy_suspended_attachments(
    ctx: Context, query: AttachmentsQuery, suspended_ticket_id: int | None = None
) -> One[SuspendedTicketUpload]:
    """Copy the files of one into an upload, to attach them to a ticket that is made by hand.

    # Zendesk: suspended-attachments (docs/quirks.md#suspended-attachments)
    """
    wanted = query.id if suspended_ticket_id is None else suspended_ticket_id
    if wanted is None:
        raise BadRequest.missing("id")
    return One(letters.copy_files(ctx, wanted))


@post(
    "/suspended_tickets/export",
    name="ExportSuspendedTickets",
    role="agents",
    permission=PERMISSION,
    limit="suspended-tickets-export",
)
def export_suspended_tickets(ctx: Context) -> Raw:
    """Write the list into a file in the background, and mail the caller where it is."""
    exporting.export(ctx)
    return Raw({"export": {"status": "enqueued", "view_id": "suspended"}})


@put(
    "/suspended_tickets/recover_many",
    name="RecoverSuspendedTickets",
    role="agents",
    permission=PERMISSION,
)
def recover_many_suspended_tickets(ctx: Context, query: IdsQuery) -> Raw:
    """Make of up to 100 what they would have become; who wrote them are the requesters."""
    return Raw({"tickets": recovering.recover_many(ctx, ids_of(query))})


@put(
    "/suspended_tickets/{suspended_ticket_id}/recover",
    name="RecoverSuspendedTicket",
    role="agents",
    permission=PERMISSION,
)
def recover_suspended_ticket(ctx: Context, suspended_ticket_id: int) -> Raw:
    """Make a ticket of one, whose requester is the caller.

    # Zendesk: lists-of-one (docs/quirks.md#lists-of-one)
    """
    made = recovering.recover(ctx, suspended_ticket_id)
    return Raw({"ticket": made, "tickets": made})


@delete(
    "/suspended_tickets/destroy_many",
    name="DeleteSuspendedTickets",
    role="agents",
    permission=PERMISSION,
)
def destroy_many_suspended_tickets(ctx: Context, query: IdsQuery) -> Nothing:
    """Delete up to 100 for good; ids of nothing are ignored."""
    removing.delete_many(ctx, ids_of(query))
    return Nothing()


@get(
    "/suspended_tickets/{suspended_ticket_id}",
    name="ShowSuspendedTickets",
    role="agents",
    permission=PERMISSION,
)
def show_suspended_ticket(ctx: Context, suspended_ticket_id: int) -> Raw:
    """One mail that was held back.

    # Zendesk: lists-of-one (docs/quirks.md#lists-of-one)
    """
    shown = _shown(ctx, [queries.find(ctx, suspended_ticket_id)])
    return Raw({"suspended_ticket": shown[0], "suspended_tickets": shown})


@delete("/suspended_tickets/{suspended_ticket_id}", name="DeleteSuspendedTicket", role="agents")
def delete_suspended_ticket(ctx: Context, suspended_ticket_id: int) -> Nothing:
    """Delete one for good."""
    removing.delete_one(ctx, suspended_ticket_id)
    return Nothing()


def _shown(ctx: Context, rows: Sequence[Row[Any]]) -> list[SuspendedTicket]:
    return show(ctx, rows, queries.files_of(ctx, rows))
