"""Operations on many tickets at once, on deleted ones, and merging: mostly background jobs."""

import msgspec

from ombud.families.job_statuses.batches import check_batch, start_on_ids, start_on_items
from ombud.families.job_statuses.starting import start
from ombud.families.tickets import deletion, queries, reading
from ombud.families.tickets.access import check_permission
from ombud.families.tickets.changes import MergeRequest, TicketChange, TicketItem
from ombud.families.tickets.listing import Ids
from ombud.families.tickets.shapes import DeletedTicket
from ombud.wire.answers import JobStarted, Page, Raw
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, Invalid
from ombud.wire.operation import delete, get, post, put


class BulkIds(msgspec.Struct):
    """The tickets that one change is for; absent when each ticket brings its own."""

    ids: list[int] = msgspec.field(default_factory=list)


@post("/tickets/create_many", name="TicketsCreateMany", role="agents")
def create_many_tickets(ctx: Context, tickets: list[TicketChange]) -> JobStarted:
    """Create up to 100 tickets in the background."""
    check_permission(ctx, "edit_tickets")
    return start_on_items(ctx, "tickets.create_many", "Bulk Create Ticket", "tickets", tickets)


@put("/tickets/update_many", name="TicketsUpdateMany", role="agents")
def update_many_tickets(
    ctx: Context,
    query: BulkIds,
    ticket: TicketChange | None = None,
    tickets: list[TicketItem] | None = None,
) -> JobStarted:
    """The same change for many tickets, or a change for each."""
    if tickets is not None:
        check_batch(tickets)
        ids = [_id_of(item) for item in tickets]
        payload = {"ids": ids, "changes": tickets}
        return start(ctx, "tickets.update_many", "Batch Update Ticket", payload, len(ids))
    if ticket is None:
        raise BadRequest.missing("ticket")
    ids = _checked(query.ids)
    payload = {"ids": ids, "changes": [ticket]}
    return start(ctx, "tickets.update_many", "Bulk Update Ticket", payload, len(ids))


@delete(
    "/tickets/destroy_many",
    name="BulkDeleteTickets",
    role="admins",
    permission="delete_tickets",
)
def destroy_many_tickets(ctx: Context, query: Ids) -> JobStarted:
    """Delete up to 100 tickets in the background."""
    ids = _checked(query.ids)
    return start_on_ids(ctx, "tickets.destroy_many", "Bulk Delete Ticket", ids)


@put("/tickets/mark_many_as_spam", name="MarkManyTicketsAsSpam", role="agents")
def mark_many_as_spam(ctx: Context, query: Ids) -> JobStarted:
    """Delete tickets and suspend their requesters in the background."""
    check_permission(ctx, "edit_tickets")
    ids = _checked(query.ids)
    return start_on_ids(ctx, "tickets.mark_many_as_spam", "Bulk Mark as Spam", ids)


@post("/tickets/{ticket_id}/merge", name="MergeTicketsIntoTargetTicket", role="agents")
def merge_tickets(ctx: Context, ticket_id: int, body: MergeRequest) -> JobStarted:
    """Merge tickets into the one of the path, in the background."""
    check_permission(ctx, "merge_tickets")
    check_batch(body.ids, "ids")
    queries.find(ctx, ticket_id)
    payload = {"target_id": ticket_id, "request": body}
    return start(ctx, "tickets.merge", "Merge Tickets", payload, len(body.ids))


@get(
    "/deleted_tickets",
    name="ListDeletedTickets",
    role="agents",
    page="both",
    limit="deleted-tickets-index",
)
def list_deleted_tickets(ctx: Context) -> Page[DeletedTicket]:
    """Tickets deleted in the last 30 days."""
    check_permission(ctx, "view_deleted_tickets")
    return Page(DeletedTicket, queries.deleted(ctx), queries.DELETED_ORDERS, reading.show_deleted)


@put("/deleted_tickets/{ticket_id}/restore", name="RestoreDeletedTicket", role="agents")
def restore_ticket(ctx: Context, ticket_id: int) -> Raw:
    """Bring a deleted ticket back."""
    check_permission(ctx, "view_deleted_tickets")
    deletion.restore(ctx, ticket_id)
    return Raw({})


@put("/deleted_tickets/restore_many", name="BulkRestoreDeletedTickets", role="agents")
def restore_many_tickets(ctx: Context, query: Ids) -> Raw:
    """Bring deleted tickets back: all of them, or none when one is not there."""
    check_permission(ctx, "view_deleted_tickets")
    for ticket_id in _checked(query.ids):
        deletion.restore(ctx, ticket_id)
    return Raw({})


@delete("/deleted_tickets/{ticket_id}", name="DeleteTicketPermanently", role="agents")
def delete_ticket_permanently(ctx: Context, ticket_id: int) -> JobStarted:
    """Scrub a deleted ticket in the background; that cannot be undone."""
    check_permission(ctx, "delete_tickets")
    queries.find_deleted(ctx, ticket_id)
    return start(ctx, "tickets.scrub", "Permanently Delete Ticket", {"ids": [ticket_id]})


@delete("/deleted_tickets/destroy_many", name="BulkPermanentlyDeleteTickets", role="agents")
def destroy_many_deleted_tickets(ctx: Context, query: Ids) -> JobStarted:
    """Scrub deleted tickets in the background."""
    check_permission(ctx, "delete_tickets")
    ids = _checked(query.ids)
    return start_on_ids(ctx, "tickets.scrub_many", "Permanently Delete Tickets", ids)


def _checked(ids: list[int]) -> list[int]:
    if not ids:
        raise BadRequest.missing("ids")
    check_batch(ids, "ids")
    return ids


def _id_of(item: TicketItem) -> int:
    if not isinstance(item.id, int):
        raise Invalid.blank("id", "Id")
    return item.id
