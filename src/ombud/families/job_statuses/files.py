"""Files that jobs write part by part, and hand over as one to who asked for them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select

from ombud.families.attachments import service as attachments_service
from ombud.families.attachments.shapes import UploadQuery
from ombud.families.notices import asking
from ombud.jobs.queue import WAITING, Job
from ombud.tables import job_statuses, view_export_parts
from ombud.wire.context import Context

__all__ = ["hand_over", "is_waiting", "keep_part"]

# What a spreadsheet takes for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def is_waiting(ctx: Context, kind: str, payload: str = "") -> bool:
    """Whether the caller has a job of this kind that has yet to end; `payload` is how it begins."""
    mine = select(job_statuses.c.id).where(
        job_statuses.c.status.in_(WAITING),
        job_statuses.c.kind == kind,
        job_statuses.c.author_id == ctx.actor.id,
        job_statuses.c.payload.startswith(payload, autoescape=True),
    )
    return ctx.db.value(mine.limit(1)) is not None


def keep_part(ctx: Context, job: Job, number: int, rows: Iterable[Sequence[object]]) -> None:
    """Keep some rows until the file is whole."""
    text = _lines([[_cell(value) for value in row] for row in rows])
    ctx.db.insert(view_export_parts, job_id=job.id, number=number, content=text)


def hand_over(ctx: Context, job: Job, title: str, heading: Sequence[str]) -> dict[str, Any]:
    """Store the parts as one file of the caller's and mail where it is; what `results` tell of it.

    It waits as long as an upload does.
    """
    statement = select(view_export_parts.c.content).where(view_export_parts.c.job_id == job.id)
    parts = ctx.db.values(statement.order_by(view_export_parts.c.number))
    text = _lines([heading]) + "".join(parts)
    ctx.db.run(delete(view_export_parts).where(view_export_parts.c.job_id == job.id))
    query = UploadQuery(filename=f"{title}.csv")
    made = attachments_service.upload(ctx, query, text.encode("utf-8-sig")).attachment
    asking.tell_of_export(ctx, title, made.content_url.removeprefix(ctx.links.base_url))
    return {
        "attachment_id": made.id,
        "file_name": made.file_name,
        "content_url": made.content_url,
    }


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = " ".join(str(item) for item in value)
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _lines(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
