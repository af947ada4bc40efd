"""Where the targets of tickets stand: the `slas` side-load and the list of one ticket."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ombud.db import Prepared, among
from ombud.rules.sla.standing import Standing, standings
from ombud.rules.sla.state import decode
from ombud.tables import ticket_metrics
from ombud.values.times import iso_or_none
from ombud.wire.context import Context

__all__ = ["policy_metrics"]

STATES = Prepared(
    select(ticket_metrics.c.ticket_id, ticket_metrics.c.sla_state).where(
        among(ticket_metrics.c.ticket_id, "ids")
    )
)


def policy_metrics(ctx: Context, ticket_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The metrics with a target of each ticket; none for one that is not measured."""
    found: dict[int, list[dict[str, Any]]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in ctx.db.rows(STATES, {"ids": ticket_ids}):
        state = decode(row.sla_state)
        found[row.ticket_id] = [_shown(each) for each in standings(state, ctx.now)]
    return found


def _shown(standing: Standing) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "breach_at": iso_or_none(standing.breach_at),
        "stage": standing.stage,
        "metric": standing.metric,
    }
    if standing.unit is not None:
        shown[standing.unit] = standing.left
    return shown
