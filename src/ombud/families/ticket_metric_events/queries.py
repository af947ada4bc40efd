"""Statements about metric events, in the order in which they were written."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from ombud.tables import ticket_metric_events, tickets
from ombud.wire.context import Context

__all__ = ["WITHHELD", "Position", "of_tickets", "rows_from"]

EVENTS = ticket_metric_events.c
# Seconds in which a transaction of that time may still be on its way.
WITHHELD = 60
CHUNK = 200
# When a row was written, and its id.
Position = tuple[int, int]


def rows_from(ctx: Context, start: Position, *, exclude_deleted: bool) -> Iterator[Row[Any]]:
    """The rows at and after a position that are old enough, read as they are asked for."""
    # Zendesk: metric-events-recorded (docs/quirks.md#metric-events-recorded)
    statement = _living() if exclude_deleted else select(ticket_metric_events)
    statement = statement.where(EVENTS.recorded_at <= ctx.now - WITHHELD)
    statement = statement.order_by(EVENTS.recorded_at, EVENTS.id).limit(CHUNK)
    place = tuple_(EVENTS.recorded_at, EVENTS.id)
    rows = ctx.db.rows(statement.where(place >= tuple_(*start)))
    while rows:
        yield from rows
        if len(rows) < CHUNK:
            return
        last = (rows[-1].recorded_at, rows[-1].id)
        rows = ctx.db.rows(statement.where(place > tuple_(*last)))


def of_tickets(ctx: Context, ticket_ids: list[int]) -> Iterator[Row[Any]]:
    """The rows of some tickets, the oldest first."""
    statement = select(ticket_metric_events).where(EVENTS.ticket_id.in_(ticket_ids))
    yield from ctx.db.rows(statement.order_by(EVENTS.id))


def _living() -> Select[Any]:
    return (
        select(ticket_metric_events)
        .join(tickets, tickets.c.id == EVENTS.ticket_id)
        .where(tickets.c.deleted_at.is_(None))
    )
