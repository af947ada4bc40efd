"""Why a target is due when it is: the hours of each clock of a ticket that counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from ombud.families.required import existing
from ombud.families.schedules import hours
from ombud.families.tickets import queries
from ombud.rules.sla.explaining import Counted, explain
from ombud.rules.sla.metrics import PolicyMetric
from ombud.rules.sla.state import Clock, decode
from ombud.tables import ticket_metrics
from ombud.wire.context import Context

__all__ = ["ExplainedClock", "explain_ticket"]


@dataclass(frozen=True, slots=True)
class ExplainedClock:
    """The latest instance of a metric, and the spells in which it ran."""

    clock: Clock
    spells: tuple[Counted, ...]
    # The schedule by which the ticket goes now; None where hours are those of the calendar.
    schedule_id: int | None


def explain_ticket(ctx: Context, ticket_id: int) -> Mapping[PolicyMetric, ExplainedClock]:
    """The clocks of a ticket that the caller may see, as of now.

    Raises NotFound, also for a ticket that is not measured.
    """
    ticket = queries.find(ctx, ticket_id)
    statement = select(ticket_metrics.c.sla_state).where(ticket_metrics.c.ticket_id == ticket.id)
    state = decode(existing(ctx.db.row(statement)).sla_state)
    open_hours = ctx.db.cached(hours.load).of(ticket.schedule_id)
    schedule = None if open_hours is None else open_hours.schedule
    schedule_id = None if open_hours is None else open_hours.id
    return {
        clock.metric: ExplainedClock(clock, explain(clock, ctx.now, schedule), schedule_id)
        for clock in state.clocks
    }
