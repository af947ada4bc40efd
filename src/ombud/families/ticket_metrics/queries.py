"""Statements about ticket metrics; who may see a ticket may see its metrics."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.families.tickets import queries as ticket_queries
from ombud.tables import ticket_metrics, tickets
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "find", "of_tickets", "visible"]

ORDERS = Orders(default=(ticket_metrics.c.ticket_id,), descending=True)


def visible(ctx: Context) -> Select[Any]:
    """The metrics of all tickets that the caller may see in lists."""
    statement = (
        select(ticket_metrics)
        .join(tickets, tickets.c.id == ticket_metrics.c.ticket_id)
        .where(tickets.c.deleted_at.is_(None), tickets.c.archived_at.is_(None))
    )
    condition = ticket_queries.permitted(ctx.actor)
    return statement if condition is None else statement.where(condition)


def of_tickets(ctx: Context, ticket_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The metrics of tickets that the caller was already shown."""
    statement = select(ticket_metrics).where(ticket_metrics.c.ticket_id.in_(ticket_ids))
    return ctx.db.rows(statement.order_by(ticket_metrics.c.ticket_id))


def find(ctx: Context, *, metric_id: int | None = None, ticket_id: int | None = None) -> Row[Any]:
    """The metrics with this id or of this ticket; raises NotFound."""
    condition = ticket_metrics.c.id == metric_id
    if ticket_id is not None:
        condition = ticket_metrics.c.ticket_id == ticket_id
    return existing(ctx.db.row(visible(ctx).where(condition)))
