"""Removing what nobody has any more: uploads that were never attached, and bytes without a row.

Rows go first, in one transaction; their bytes go in jobs of later ones, so that a crash between
the two leaves a file too many and never one too few.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from ombud.families.attachments import queries, store
from ombud.jobs.queue import Job, enqueue
from ombud.jobs.runner import Handler
from ombud.tables import attachments, job_statuses, uploads
from ombud.wire.context import SYSTEM, Context

__all__ = ["JOBS", "expire_later", "remove_uploads", "sweep_later"]

EXPIRE, SWEEP = "attachments.expire", "attachments.sweep"


def expire_later(ctx: Context) -> None:
    """Ask for the removal of uploads whose time is over, if there are some and nobody did."""
    asked = select(job_statuses.c.id).where(
        job_statuses.c.kind == EXPIRE, job_statuses.c.status.in_(("queued", "working"))
    )
    if queries.expired(ctx, 1) and ctx.db.value(asked.limit(1)) is None:
        _enqueue(ctx, EXPIRE, "Remove expired uploads", {}, None)


def sweep_later(ctx: Context, contents: Sequence[str]) -> None:
    """Ask for the removal of those contents that no row has once this transaction is over."""
    kept = sorted({*contents} - {store.EMPTY})
    if kept:
        _enqueue(ctx, SWEEP, "Remove unused files", {"contents": kept}, len(kept))


def remove_uploads(ctx: Context, ids: Sequence[int]) -> None:
    """Delete these uploads with the files that wait in them."""
    if not ids:
        return
    mine = attachments.c.upload_id.in_(ids)
    contents = ctx.db.values(select(attachments.c.sha256).where(mine))
    ctx.db.run(delete(attachments).where(mine))
    ctx.db.run(delete(uploads).where(uploads.c.id.in_(ids)))
    sweep_later(ctx, contents)


def expire(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    """Delete uploads whose time is over, with their files."""
    del job, number
    remove_uploads(ctx, queries.expired(ctx))
    return {"success": True}


def sweep(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    """Remove one content if no row has it."""
    sha256 = job.payload["contents"][number]
    queries.lock_content(ctx, sha256)
    if not queries.is_used(ctx, sha256):
        store.remove(ctx.account, sha256)
    return {"index": number, "success": True}


def _enqueue(
    ctx: Context, kind: str, job_type: str, payload: dict[str, Any], total: int | None
) -> None:
    enqueue(
        ctx.db,
        kind=kind,
        job_type=job_type,
        payload=payload,
        total=total,
        author_id=SYSTEM.id or -1,
        base_url=ctx.links.base_url,
        now=ctx.now,
    )


JOBS: dict[str, Handler[Context]] = {
    EXPIRE: Handler(expire, "Removing expired uploads", single=True),
    SWEEP: Handler(sweep, "Removing file #{number}"),
}
