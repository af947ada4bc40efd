"""What `include` adds to tickets: people and places beside them, times and counts in them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from ombud.families.groups.sideload import groups_of
from ombud.families.organizations.sideload import organizations_of
from ombud.families.slas.standings import policy_metrics
from ombud.families.ticket_audits import shapes as audit_shapes
from ombud.families.ticket_metric_events import queries as event_queries
from ombud.families.ticket_metric_events.shapes import shown_events
from ombud.families.ticket_metrics import queries as metric_queries
from ombud.families.ticket_metrics.shapes import TicketMetric
from ombud.families.ticket_metrics.shapes import show as show_metrics
from ombud.families.tickets.shapes import Dates, Ticket
from ombud.families.users.sideload import users_of
from ombud.rules.sla.metrics import EVENT_METRICS
from ombud.tables import ticket_audits, tickets
from ombud.values.times import iso_or_none
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["FOR_LISTS", "PEOPLE_AND_PLACES"]

DATES = (
    "assignee_updated_at",
    "requester_updated_at",
    "status_updated_at",
    "initially_assigned_at",
    "assigned_at",
    "solved_at",
    "latest_comment_added_at",
)


def load_last_audits(ctx: Context, shown: Sequence[Ticket]) -> list[audit_shapes.Audit]:
    """The newest audit of each ticket."""
    newest = (
        select(func.max(ticket_audits.c.id))
        .where(ticket_audits.c.ticket_id.in_([ticket.id for ticket in shown]))
        .group_by(ticket_audits.c.ticket_id)
    )
    statement = select(ticket_audits).where(ticket_audits.c.id.in_(newest))
    return audit_shapes.show(ctx, ctx.db.rows(statement.order_by(ticket_audits.c.id)))


def load_metric_sets(ctx: Context, shown: Sequence[Ticket]) -> list[TicketMetric]:
    """The metrics of the tickets; imported ones have none."""
    rows = metric_queries.of_tickets(ctx, [ticket.id for ticket in shown])
    return show_metrics(ctx, rows)


def set_dates(ctx: Context, shown: Sequence[Ticket]) -> None:
    """When what last happened to each ticket, or null when nothing was measured."""
    rows = metric_queries.of_tickets(ctx, [ticket.id for ticket in shown])
    found = {
        row.ticket_id: Dates(**{name: iso_or_none(row._mapping[name]) for name in DATES})
        for row in rows
    }
    for ticket in shown:
        ticket.dates = found.get(ticket.id)


def set_slas(ctx: Context, shown: Sequence[Ticket]) -> None:
    """Where the targets of each ticket stand."""
    found = policy_metrics(ctx, [ticket.id for ticket in shown])
    for ticket in shown:
        ticket.slas = {"policy_metrics": found[ticket.id]}


def set_metric_events(ctx: Context, shown: Sequence[Ticket]) -> None:
    """What the metrics of each ticket have told, by metric."""
    found: dict[int, dict[str, list[dict[str, Any]]]] = {
        ticket.id: {metric: [] for metric in EVENT_METRICS} for ticket in shown
    }
    for row in event_queries.of_tickets(ctx, list(found)):
        for event in shown_events(row):
            found[row.ticket_id][event["metric"]].append(event)
    for ticket in shown:
        ticket.metric_events = found[ticket.id]


def set_counts(ctx: Context, shown: Sequence[Ticket]) -> None:
    """How many comments each ticket has."""
    for row in _counts(ctx, shown):
        row[0].comment_count = row[1].comment_count


def set_incident_counts(ctx: Context, shown: Sequence[Ticket]) -> None:
    """How many incidents each problem has."""
    for ticket, row in _counts(ctx, shown):
        ticket.incident_count = row.incident_count


def _counts(ctx: Context, shown: Sequence[Ticket]) -> list[tuple[Ticket, Any]]:
    statement = select(tickets.c.id, tickets.c.comment_count, tickets.c.incident_count).where(
        tickets.c.id.in_([ticket.id for ticket in shown])
    )
    rows = {row.id: row for row in ctx.db.rows(statement)}
    return [(ticket, rows[ticket.id]) for ticket in shown if ticket.id in rows]


PEOPLE_AND_PLACES = (
    users_of("requester_id", "submitter_id", "assignee_id", "collaborator_ids"),
    groups_of("group_id"),
    organizations_of("organization_id"),
)
FOR_LISTS = (
    *PEOPLE_AND_PLACES,
    Sideload("last_audits", "last_audits", load_last_audits, "the newest audit of each ticket"),
    Sideload("metric_sets", "metric_sets", load_metric_sets, "the metrics of each ticket"),
    Sideload("dates", "dates", set_dates, "when what last happened, inside each ticket"),
    Sideload("comment_count", "comment_count", set_counts, "the number of comments in each ticket"),
    Sideload(
        "incident_counts",
        "incident_count",
        set_incident_counts,
        "the number of incidents in each problem",
    ),
    Sideload("slas", "slas", set_slas, "where the targets of each ticket stand, inside it"),
    Sideload(
        "metric_events",
        "metric_events",
        set_metric_events,
        "what the metrics of each ticket have told, inside it",
    ),
)
