"""Operations on audits: reading what happened to a ticket, and hiding a comment by its audit."""

from ombud.families.ticket_audits import queries, trusting
from ombud.families.ticket_audits.following import AuditsQuery, follow
from ombud.families.ticket_audits.shapes import Audit, show
from ombud.families.ticket_audits.sideloads import BESIDE_AUDITS
from ombud.families.ticket_comments import hiding
from ombud.wire.answers import Count, Many, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import get, put
from ombud.wire.paging import total_of


@get(
    "/tickets/{ticket_id}/audits",
    name="ListAuditsForTicket",
    role="agents",
    page="both",
    include=BESIDE_AUDITS,
    limit="ticket-audits",
)
def list_audits(ctx: Context, ticket_id: int) -> Page[Audit]:
    """The audits of a ticket, the oldest first."""
    return Page(Audit, queries.of_ticket(ctx, ticket_id), queries.ORDERS, show)


@get("/tickets/{ticket_id}/audits/count", name="CountAuditsForTicket", role="agents")
def count_audits(ctx: Context, ticket_id: int) -> Count:
    """How many audits a ticket has."""
    return Count(total_of(ctx, queries.of_ticket(ctx, ticket_id)))


@get("/tickets/{ticket_id}/audits/{ticket_audit_id}", name="ShowTicketAudit", role="agents")
def show_audit(ctx: Context, ticket_id: int, ticket_audit_id: int) -> One[Audit]:
    """One audit of a ticket."""
    return One(show(ctx, [queries.find(ctx, ticket_id, ticket_audit_id)])[0])


@put(
    "/tickets/{ticket_id}/audits/{ticket_audit_id}/make_private",
    name="MakeTicketCommentPrivateFromAudits",
    role="agents",
)
def make_comment_private(ctx: Context, ticket_id: int, ticket_audit_id: int) -> Nothing:
    """Hide the comment of an audit from customers; that cannot be undone."""
    hiding.hide_by_audit(ctx, ticket_id, ticket_audit_id)
    return Nothing(200)


@put("/tickets/{ticket_id}/audits/{ticket_audit_id}/trust", name="TrustTicketAudit", role="agents")
def trust_audit(ctx: Context, ticket_id: int, ticket_audit_id: int) -> Nothing:
    """Say that the author of an audit is who they say they are."""
    trusting.trust(ctx, ticket_id, ticket_audit_id)
    return Nothing(200)


@get(
    "/ticket_audits",
    name="ListTicketAudits",
    role="admins",
    page="cursor",
    include=BESIDE_AUDITS,
)
def list_ticket_audits(ctx: Context, query: AuditsQuery) -> Page[Audit] | Many[Audit]:
    """The audits of all tickets: with `page[...]` the oldest first, without it the newest."""
    if any(name.startswith("page[") for name, _ in ctx.request.query):
        return Page(Audit, queries.every(ctx), queries.ORDERS, show)
    return follow(ctx, query)
