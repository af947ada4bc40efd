"""The clocks of one ticket as they are stored: read under a lock, written back with what they tell."""

from typing import Any

from sqlalchemy import bindparam, select

from ombud.db import Prepared
from ombud.families.slas.telling import tell
from ombud.families.tickets.announcing import watching
from ombud.rules.sla.breaching import next_due, sla_next_breach_at
from ombud.rules.sla.events import Event
from ombud.rules.sla.state import State, decode, encode
from ombud.tables import ticket_metrics, tickets
from ombud.wire.context import Context

__all__ = ["columns_of", "keep", "read"]

STATE = Prepared(
    select(ticket_metrics.c.sla_state).where(ticket_metrics.c.ticket_id == bindparam("ticket_id"))
)
# Whoever changes the ticket waits, or is waited for.
LOCK = Prepared(select(tickets.c.id).where(tickets.c.id == bindparam("id")).with_for_update())


def read(ctx: Context, ticket_id: int) -> State | None:
    """The clocks of a ticket, kept from other writers; None for one that is not measured."""
    ctx.db.row(LOCK, {"id": ticket_id})
    row = ctx.db.row(STATE, {"ticket_id": ticket_id})
    return None if row is None else decode(row.sla_state)


def keep(ctx: Context, ticket_id: int, state: State, events: tuple[Event, ...] = ()) -> None:
    """Write the clocks and what they have told; the ticket itself counts as unchanged."""
    ctx.db.update(ticket_metrics, ticket_id, columns_of(state), by="ticket_id")
    with watching(ctx, select(tickets).where(tickets.c.id == ticket_id), "next_sla_breach_changed"):
        ctx.db.update(tickets, ticket_id, {"sla_next_breach_at": sla_next_breach_at(state)})
    tell(ctx.db, ticket_id, events, ctx.now)


def columns_of(state: State) -> dict[str, Any]:
    """The columns of `ticket_metrics` that keep the clocks."""
    return {"sla_state": encode(state), "sla_due_at": next_due(state)}
