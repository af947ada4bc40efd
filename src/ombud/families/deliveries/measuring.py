"""How much waits and how long it has: figures for those who watch the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, text

from ombud.db import Transaction
from ombud.tables import deliveries, delivery_attempts, job_statuses

__all__ = ["RECENT", "depths", "recent_attempts", "waiting_jobs"]

# Seconds over which attempts are counted.
RECENT = 300
# What was sent is no longer anybody's concern.
WATCHED = ("queued", "sending", "dead")


def depths(db: Transaction) -> Sequence[Row[Any]]:
    """Kind, state, total and creation of the oldest of what waits, is under way or is dead."""
    return db.rows(
        select(
            deliveries.c.kind,
            deliveries.c.state,
            func.count().label("total"),
            func.min(deliveries.c.created_at).label("oldest"),
        )
        .where(deliveries.c.state.in_(WATCHED))
        .group_by(deliveries.c.kind, deliveries.c.state)
    )


def recent_attempts(db: Transaction, now: int) -> Sequence[Row[Any]]:
    """Kind, status and total of the attempts of the last minutes."""
    return db.rows(
        select(deliveries.c.kind, delivery_attempts.c.status, func.count().label("total"))
        .join(deliveries, deliveries.c.id == delivery_attempts.c.delivery_id)
        .where(delivery_attempts.c.completed_at > now - RECENT)
        .group_by(deliveries.c.kind, delivery_attempts.c.status)
    )


def waiting_jobs(db: Transaction) -> Sequence[Row[Any]]:
    """Status and total of the jobs that are not over."""
    # The very words of the index that holds only those.
    unfinished = text("status IN ('queued', 'working')")
    return db.rows(
        select(job_statuses.c.status, func.count().label("total"))
        .where(unfinished)
        .group_by(job_statuses.c.status)
    )
