"""The copies of mails that a desk without a mail server keeps: where they lie, and their removal.

A copy is there as long as its delivery is, and goes with what the delivery says.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, select

from ombud.jobs.queue import Job, enqueue
from ombud.jobs.runner import Handler
from ombud.tables import deliveries
from ombud.values.whole_files import sync_names
from ombud.wire.context import SYSTEM, Context

__all__ = ["JOBS", "forget_copies", "path_of"]

KIND = "deliveries.forget_copies"


def path_of(data: Path, subdomain: str, key: str = "") -> Path:
    """Where an account's mails are kept, or the one with this key."""
    folder = data / "mail" / subdomain
    return folder / f"{key}.eml" if key else folder


def forget_copies(ctx: Context, of_deliveries: ColumnElement[bool]) -> None:
    """Ask for the removal of the copies of these, once this transaction is over."""
    if not _path(ctx).is_dir():
        return
    mine = select(deliveries.c.key).where(of_deliveries, deliveries.c.kind == "email")
    keys = [key for key in ctx.db.values(mine) if _path(ctx, key).is_file()]
    if keys:
        enqueue(
            ctx.db,
            kind=KIND,
            job_type="Remove copies of mails",
            payload={"keys": keys},
            total=1,
            author_id=SYSTEM.id or -1,
            base_url=ctx.links.base_url,
            now=ctx.now,
        )


def remove(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    """Remove them; those that are gone already do no harm."""
    del number
    for key in job.payload["keys"]:
        _path(ctx, key).unlink(missing_ok=True)
    sync_names(_path(ctx))
    return {"success": True}


def _path(ctx: Context, key: str = "") -> Path:
    return path_of(ctx.config.data, ctx.account.subdomain, key)


JOBS: dict[str, Handler[Context]] = {
    KIND: Handler(remove, "Removing copies of mails", single=True),
}
