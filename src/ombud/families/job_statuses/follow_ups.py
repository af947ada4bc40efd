"""Work that the desk gives itself because of a change; on many records a hundred a step."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ombud.jobs import queue
from ombud.jobs.queue import Job
from ombud.wire.context import SYSTEM, Context
from ombud.wire.errors import ApiError

__all__ = ["each_in_step", "follow_up_each", "own_job"]

STEP = 100


def own_job(
    ctx: Context, kind: str, job_type: str, payload: Mapping[str, Any], total: int | None = None
) -> None:
    """Queue a job of the desk itself: with every right, never refused, counting for no limit."""
    queue.enqueue(
        ctx.db,
        kind=kind,
        job_type=job_type,
        payload=payload,
        total=total,
        author_id=SYSTEM.id or 0,
        base_url=ctx.links.base_url,
        now=ctx.now,
    )


def follow_up_each(
    ctx: Context, kind: str, job_type: str, ids: Sequence[int], payload: Mapping[str, Any]
) -> None:
    """Queue the work on these records, if there are any; the step of `kind` is `each_in_step`."""
    if ids:
        steps = -(-len(ids) // STEP)
        own_job(ctx, kind, job_type, {"record_ids": ids, **payload}, steps)


def each_in_step(
    ctx: Context, job: Job, number: int, change: Callable[[int], None]
) -> dict[str, Any]:
    """Change the records of step `number`, each undone alone when it is refused."""
    refused: list[dict[str, Any]] = []
    ids: list[int] = job.payload["record_ids"][number * STEP : (number + 1) * STEP]
    for record_id in ids:
        try:
            with ctx.db.savepoint():
                change(record_id)
        except ApiError as error:
            refused.append({"id": record_id, "error": str(error.body.get("error", ""))})
    return {"index": number, "success": not refused, "refused": refused}
