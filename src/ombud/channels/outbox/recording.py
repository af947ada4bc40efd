"""Writes what became of attempts, several in one transaction."""

from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import OperationalError

from ombud.channels.outbox import claiming
from ombud.channels.outbox.deciding import decided, ending, given_back
from ombud.channels.outbox.lanes import Sending
from ombud.channels.outbox.sending import Outcome
from ombud.db import TryAgainLater
from ombud.tables import delivery_attempts
from ombud.values.clock import wall_milliseconds
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["record"]

log = structlog.get_logger("ombud.deliveries")


def record(ctx: Context, over: Sequence[Sending], *, carefully: bool) -> None:
    """Write the outcomes of what is still ours.

    What a sender's `record` raises is raised, or `carefully` logged: its own changes are then
    undone, at the price of a savepoint for each.
    """
    if not over:
        return
    claims = claiming.still_claimed(ctx.db, [each.row.id for each in over])
    wall = wall_milliseconds()
    endings, attempts = [], []
    for each in over:
        row, outcome = each.row, each.outcome
        if claims.get(row.id) != each.until:
            log.warning("delivery taken over by another runner", delivery=row.id)
        elif outcome is None:
            endings.append(given_back(row))
        else:
            limits = each.sender.limits
            outcome = decided(row, outcome, limits)
            _tell_sender(ctx, each, outcome, carefully=carefully)
            endings.append(ending(row, outcome, limits, ctx.now, wall))
            if outcome.state != "dropped":
                attempts.append(_attempt(row, outcome, ctx.now))
    claiming.end(ctx.db, endings)
    ids = ctx.db.new_ids(len(attempts)) if attempts else ()
    rows = [{"id": new_id, **attempt} for new_id, attempt in zip(ids, attempts, strict=True)]
    ctx.db.insert_all(delivery_attempts, rows)


def _tell_sender(ctx: Context, sending: Sending, outcome: Outcome, *, carefully: bool) -> None:
    if not carefully:
        sending.sender.record(ctx, sending.row, outcome)
        return
    try:
        with ctx.db.savepoint():
            sending.sender.record(ctx, sending.row, outcome)
    except (TryAgainLater, OperationalError):
        raise
    except Exception:  # what a kind keeps for itself must not keep the outcome from being written
        log.exception("outcome not kept", delivery=sending.row.id, kind=sending.row.kind)


def _attempt(row: Row[Any], outcome: Outcome, now: int) -> dict[str, Any]:
    return {
        "delivery_id": row.id,
        "status": outcome.status,
        "status_code": outcome.status_code,
        "request": as_json(outcome.request),
        "response": as_json(outcome.response),
        "completed_at": now,
    }
