"""Targets that are missed because time passes: the runner looks for them every second."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.slas.keeping import keep, read
from ombud.jobs.chores import Chore
from ombud.rules.sla.breaching import overdue
from ombud.tables import ticket_metrics
from ombud.wire.context import Context

__all__ = ["BREACHES"]

AT_ONCE = 200
# The very second of a breach must be over: until then an update may be in time.
DUE = Prepared(
    select(ticket_metrics.c.ticket_id)
    .where(ticket_metrics.c.sla_due_at < bindparam("now"))
    .order_by(ticket_metrics.c.sla_due_at, ticket_metrics.c.ticket_id)
    .limit(AT_ONCE)
)


def find_due(db: Transaction, now: int) -> Sequence[int]:
    """Tickets that have missed a target nobody was told of; the longest missed come first."""
    return [row.ticket_id for row in db.rows(DUE, {"now": now})]


def tell_breaches(ctx: Context, ticket_id: int) -> None:
    """Tell of every target of the ticket that was missed by now."""
    state = read(ctx, ticket_id)
    if state is not None:
        keep(ctx, ticket_id, *overdue(state, ctx.now))


BREACHES: Chore[Context] = Chore("service levels: tell of breaches", find_due, tell_breaches)
