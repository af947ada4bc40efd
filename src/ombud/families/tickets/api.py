"""Operations on tickets, in the order of the reference: lists, one ticket, many at once."""

from functools import partial
from typing import Any

from sqlalchemy import Select

from ombud.families.job_statuses.batches import check_batch
from ombud.families.tickets import idempotency, listing, queries, reading
from ombud.families.tickets.access import check_change, check_permission
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.deletion import delete_ticket as delete_one
from ombud.families.tickets.deletion import mark_as_spam
from ombud.families.tickets.jobs import JOBS
from ombud.families.tickets.listing import Ids, ProblemText, TicketQuery
from ombud.families.tickets.shapes import Ticket, show
from ombud.families.tickets.sideloads import FOR_LISTS, PEOPLE_AND_PLACES
from ombud.families.tickets.update import create_ticket as create
from ombud.families.tickets.update import update_ticket as change
from ombud.families.users.shapes import User
from ombud.families.users.sideload import users_by_id
from ombud.wire.answers import Count, Created, Many, Nothing, One, Orders, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put
from ombud.wire.paging import total_of

__all__ = ["JOBS"]

# The lists of tickets differ in which tickets they hold, and in nothing else.
tickets_at = partial(get, name="ListTickets", role="agents", page="both", include=FOR_LISTS)


@tickets_at("/tickets", "/organizations/{organization_id}/tickets", limit="tickets-index")
def list_tickets(
    ctx: Context, query: TicketQuery, organization_id: int | None = None
) -> Page[Ticket]:
    """All tickets, or those of an organization."""
    return _page(listing.matching(ctx, query, organization_id=organization_id))


@tickets_at("/users/{user_id}/tickets/requested")
def list_requested_tickets(ctx: Context, user_id: int) -> Page[Ticket]:
    """The tickets that a user asked for."""
    return _page(listing.of_person(ctx, user_id, "requested"))


@tickets_at("/users/{user_id}/tickets/ccd")
def list_ccd_tickets(ctx: Context, user_id: int) -> Page[Ticket]:
    """The tickets that a user is copied on."""
    return _page(listing.of_person(ctx, user_id, "email_cc"))


@tickets_at("/users/{user_id}/tickets/followed")
def list_followed_tickets(ctx: Context, user_id: int) -> Page[Ticket]:
    """The tickets that an agent follows."""
    return _page(listing.of_person(ctx, user_id, "follower"))


@tickets_at("/users/{user_id}/tickets/assigned")
def list_assigned_tickets(ctx: Context, user_id: int) -> Page[Ticket]:
    """The tickets that an agent works on."""
    return _page(listing.of_person(ctx, user_id, "assigned"))


@tickets_at("/tickets/recent")
def list_recent_tickets(ctx: Context) -> Page[Ticket]:
    """The five tickets that the agent worked on last."""
    return _page(queries.by_ids(ctx, reading.recent(ctx)), queries.NEWEST_FIRST)


@get(
    "/tickets/count",
    "/organizations/{organization_id}/tickets/count",
    name="CountTickets",
    role="agents",
)
def count_tickets(ctx: Context, organization_id: int | None = None) -> Count:
    """How many tickets there are, in all or in an organization."""
    statement = listing.matching(ctx, TicketQuery(), organization_id=organization_id)
    return Count(total_of(ctx, statement))


@get("/users/{user_id}/tickets/ccd/count", name="CountTickets", role="agents")
def count_ccd_tickets(ctx: Context, user_id: int) -> Count:
    """How many tickets a user is copied on."""
    return Count(total_of(ctx, listing.of_person(ctx, user_id, "email_cc")))


@get("/users/{user_id}/tickets/assigned/count", name="CountTickets", role="agents")
def count_assigned_tickets(ctx: Context, user_id: int) -> Count:
    """How many tickets an agent works on."""
    return Count(total_of(ctx, listing.of_person(ctx, user_id, "assigned")))


@get("/tickets/show_many", name="TicketsShowMany", role="agents", include=FOR_LISTS)
def show_many_tickets(ctx: Context, query: Ids) -> Many[Ticket]:
    """Up to 100 tickets by number; those that are missing are left out."""
    check_batch(query.ids, "ids")
    rows = ctx.db.rows(queries.by_ids(ctx, query.ids).order_by(queries.ORDERS.default[0]))
    return Many(Ticket, show(ctx, rows), paged=True)


@get("/tickets/{ticket_id}", name="ShowTicket", role="agents", include=FOR_LISTS)
def show_ticket(ctx: Context, ticket_id: int) -> One[Ticket]:
    """One ticket."""
    return One(reading.read(ctx, ticket_id))


@post("/tickets", name="CreateTicket", role="agents")
def create_ticket(ctx: Context, ticket: TicketChange) -> Created[Ticket] | Raw:
    """Create a ticket; with an Idempotency-Key only once."""
    check_permission(ctx, "edit_tickets")
    check_change(ctx, ticket, None)
    answered = idempotency.recall(ctx)
    if answered is not None:
        return Raw(answered, status=201)
    outcome = create(ctx, ticket)
    made = reading.changed(ctx, outcome)
    audit = reading.audit_of(ctx, outcome)
    idempotency.remember(ctx, outcome.ticket_id, {"ticket": made, "audit": audit})
    return Created(made, made.url, {"audit": audit})


@put("/tickets/{ticket_id}", name="UpdateTicket", role="agents", limit="ticket-update")
def update_ticket(ctx: Context, ticket_id: int, ticket: TicketChange) -> One[Ticket]:
    """Change a ticket, add a comment, or both; the audit tells what became different."""
    check_change(ctx, ticket, queries.find(ctx, ticket_id))
    outcome = change(ctx, ticket_id, ticket)
    return One(reading.changed(ctx, outcome), {"audit": reading.audit_of(ctx, outcome)})


@delete(
    "/tickets/{ticket_id}",
    name="DeleteTicket",
    role="admins",
    permission="delete_tickets",
    limit="ticket-delete",
)
def delete_ticket(ctx: Context, ticket_id: int) -> Nothing:
    """Delete a ticket; it can be restored for 30 days."""
    delete_one(ctx, ticket_id)
    return Nothing()


@put("/tickets/{ticket_id}/mark_as_spam", name="MarkTicketAsSpamAndSuspendRequester", role="agents")
def mark_ticket_as_spam(ctx: Context, ticket_id: int) -> Raw:
    """Delete a ticket and suspend its requester."""
    check_permission(ctx, "edit_tickets")
    mark_as_spam(ctx, ticket_id)
    return Raw({})


@get("/tickets/{ticket_id}/collaborators", name="ListTicketCollaborators", role="agents")
def list_collaborators(ctx: Context, ticket_id: int) -> Many[Any]:
    """Everybody who is copied on the ticket or follows it."""
    return Many(User, users_by_id(ctx, reading.read(ctx, ticket_id).collaborator_ids), paged=True)


@get("/tickets/{ticket_id}/followers", name="ListTicketFollowers", role="agents")
def list_followers(ctx: Context, ticket_id: int) -> Many[Any]:
    """The agents who follow the ticket."""
    return Many(User, users_by_id(ctx, reading.read(ctx, ticket_id).follower_ids), paged=True)


@get("/tickets/{ticket_id}/email_ccs", name="ListTicketEmailCCs", role="agents")
def list_email_ccs(ctx: Context, ticket_id: int) -> Many[Any]:
    """The people who are copied on the ticket."""
    return Many(User, users_by_id(ctx, reading.read(ctx, ticket_id).email_cc_ids), paged=True)


@get(
    "/tickets/{ticket_id}/incidents",
    name="ListTicketIncidents",
    role="agents",
    page="both",
    include=PEOPLE_AND_PLACES,
)
def list_incidents(ctx: Context, ticket_id: int) -> Page[Ticket]:
    """The incidents of a problem."""
    return _page(listing.incidents_of(ctx, ticket_id))


@get("/problems", name="ListTicketProblems", role="agents", page="both", include=PEOPLE_AND_PLACES)
def list_problems(ctx: Context) -> Page[Ticket]:
    """All problems, the one changed last first."""
    return _page(queries.problems(ctx), queries.LATEST_CHANGE_FIRST)


@post("/problems/autocomplete", name="AutocompleteProblems", role="agents")
def autocomplete_problems(ctx: Context, query: ProblemText, text: str = "") -> Many[Ticket]:
    """Problems whose subject contains the text, which may be in the body or in the query."""
    rows = ctx.db.rows(listing.problems_like(ctx, query.text or text))
    return Many(Ticket, show(ctx, rows), paged=True)


@get("/tickets/{ticket_id}/related", name="TicketRelatedInformation", role="agents")
def show_related(ctx: Context, ticket_id: int) -> Raw:
    """What else belongs to the ticket."""
    row = queries.find(ctx, ticket_id)
    found: dict[str, Any] = {
        "topic_id": None,
        "followup_source_ids": [str(row.followup_source_id)] if row.followup_source_id else [],
        "from_archive": row.archived_at is not None,
        "incidents": row.incident_count,
        "twitter": None,
        "jira_issue_ids": [],
    }
    return Raw(found)


def _page(statement: Select[Any], orders: Orders = queries.ORDERS) -> Page[Ticket]:
    return Page(Ticket, statement, orders, show)
