"""Rows of the queue: asking for a job, claiming one, recording how far it has come."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update

from ombud.db import Transaction
from ombud.tables import job_statuses
from ombud.values.clock import wall_milliseconds
from ombud.values.text import as_json

__all__ = [
    "Job",
    "LostClaim",
    "TooManyJobs",
    "claim",
    "enqueue",
    "finish",
    "give_back",
    "has_work",
    "record",
    "retry_later",
]

MOST_WAITING = 30
LEASE = 30_000
WAITING = ("queued", "working")


class TooManyJobs(Exception):
    """As many jobs wait or run as an account may have."""


class LostClaim(Exception):
    """Another runner took the job over, because this one was silent for too long."""


@dataclass(slots=True)
class Job:
    """One job as a runner sees it, with what was done before a restart."""

    id: str
    kind: str
    author_id: int
    base_url: str
    payload: Any
    total: int | None
    attempts: int
    # How many items are done, and the results of those.
    progress: int = 0
    results: list[Any] = field(default_factory=list)
    claimed_until: int = 0


def enqueue(  # noqa: PLR0913 (a job has this many facts)
    db: Transaction,
    *,
    kind: str,
    job_type: str,
    payload: Mapping[str, Any],
    total: int | None,
    author_id: int,
    base_url: str,
    now: int,
) -> Row[Any]:
    """Insert a job and return its row; it starts once the transaction is committed.

    `kind` names the handler, `job_type` is what clients read ("Bulk Create Ticket").
    Raises TooManyJobs when 30 are waiting or running already. What the desk asks of itself
    (an author id that is not above 0) is neither counted nor refused.
    """
    waiting = select(func.count()).where(
        job_statuses.c.status.in_(WAITING), job_statuses.c.author_id > 0
    )
    if author_id > 0 and db.value(waiting) >= MOST_WAITING:
        raise TooManyJobs
    job_id = f"V3-{secrets.token_hex(16)}"
    db.insert(
        job_statuses,
        id=job_id,
        kind=kind,
        job_type=job_type,
        status="queued",
        author_id=author_id,
        base_url=base_url,
        payload=as_json(payload),
        total=total,
        run_at=wall_milliseconds(),
        created_at=now,
    )
    return db.rows(select(job_statuses).where(job_statuses.c.id == job_id))[0]


def has_work(db: Transaction) -> bool:
    """Whether `claim` would find a job now; only reads, so an idle runner may ask often."""
    due = select(job_statuses.c.id).where(_due(wall_milliseconds())).limit(1)
    return db.value(due) is not None


def claim(db: Transaction) -> Job | None:
    """Take the job that has waited longest, or one whose runner died; None when there is none."""
    now = wall_milliseconds()
    row = db.row(
        select(job_statuses)
        .where(_due(now))
        .order_by(job_statuses.c.run_at, job_statuses.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    values = {"status": "working", "claimed_until": now + LEASE, "attempts": row.attempts + 1}
    db.run(update(job_statuses).where(job_statuses.c.id == row.id).values(**values))
    return Job(
        id=row.id,
        kind=row.kind,
        author_id=row.author_id,
        base_url=row.base_url,
        payload=msgspec.json.decode(row.payload),
        total=row.total,
        attempts=row.attempts + 1,
        progress=row.progress or 0,
        results=msgspec.json.decode(row.results) if row.results else [],
        claimed_until=now + LEASE,
    )


def record(db: Transaction, job: Job, message: str) -> None:
    """Write the progress and keep the claim; raises LostClaim when it is somebody else's now."""
    until = max(wall_milliseconds() + LEASE, job.claimed_until + 1)
    results = as_json(job.results)
    _change(db, job, progress=job.progress, results=results, message=message, claimed_until=until)
    job.claimed_until = until


def finish(db: Transaction, job: Job, status: str, message: str, results: object, now: int) -> None:
    """End the job as completed, failed or killed; `now` is the desk's time.

    What it was asked to do is forgotten: it may hold words that are redacted later.
    """
    _change(
        db,
        job,
        status=status,
        payload="{}",
        message=message,
        results=as_json(results),
        progress=job.progress if job.total is None else job.total,
        completed_at=now,
    )


def retry_later(db: Transaction, job: Job, milliseconds: int) -> None:
    """Put the job back, to be taken up where it stopped."""
    _change(db, job, status="queued", run_at=wall_milliseconds() + milliseconds)


def give_back(db: Transaction, job: Job) -> None:
    """Leave the job to the next runner, which goes on where this one stopped without a fault."""
    _change(db, job, status="queued", run_at=wall_milliseconds(), attempts=job.attempts - 1)


def _due(now: int) -> ColumnElement[bool]:
    free = or_(
        job_statuses.c.status == "queued",
        and_(job_statuses.c.status == "working", job_statuses.c.claimed_until < now),
    )
    return and_(job_statuses.c.run_at <= now, free)


def _change(db: Transaction, job: Job, **values: object) -> None:
    mine = (job_statuses.c.id == job.id) & (job_statuses.c.claimed_until == job.claimed_until)
    if not db.run(update(job_statuses).where(mine).values(**values)):
        raise LostClaim(job.id)
