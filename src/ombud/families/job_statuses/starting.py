"""Starts jobs for operations, and shows them as the job_status object."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.jobs import queue
from ombud.wire.answers import JobStarted
from ombud.wire.context import Context, Links
from ombud.wire.errors import TooManyRequests

__all__ = ["job_status", "start"]


def start(
    ctx: Context, kind: str, job_type: str, payload: Mapping[str, Any], total: int | None = None
) -> JobStarted:
    """Queue a job in the caller's transaction. `kind` is a key of the families' JOBS."""
    try:
        row = queue.enqueue(
            ctx.db,
            kind=kind,
            job_type=job_type,
            payload=payload,
            total=total,
            author_id=ctx.actor.id or 0,
            base_url=ctx.links.base_url,
            now=ctx.now,
        )
    except queue.TooManyJobs as error:
        raise TooManyRequests(60, "TooManyJobs") from error
    return JobStarted(job_status(ctx.links, row))


def job_status(links: Links, row: Row[Any]) -> dict[str, Any]:
    """The job_status object of a row of the queue."""
    return {
        "id": row.id,
        "job_type": row.job_type,
        "url": links.api(f"/job_statuses/{row.id}"),
        "total": row.total,
        "progress": row.progress,
        "status": row.status,
        "message": row.message,
        "results": None if row.results is None else msgspec.Raw(row.results.encode()),
    }
