"""Writes the tickets of a view to a CSV file: part by part, and in the end as one file."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, select

from ombud.families.attachments import service as attachments_service
from ombud.families.attachments.shapes import UploadQuery
from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.job_statuses.starting import start
from ombud.families.ticket_fields import definitions
from ombud.families.tickets import queries as ticket_queries
from ombud.families.views import around
from ombud.families.views.looking import MOST_LISTED, ids_in_order, look, rows_in_order
from ombud.families.views.outputs import DEFAULT, Output, Understood
from ombud.families.views.rows import VALUES, ViewRow, show
from ombud.jobs.queue import WAITING, Job
from ombud.jobs.runner import Handler
from ombud.tables import job_statuses, tickets, view_export_parts
from ombud.wire.context import Context

__all__ = ["JOBS", "export"]

KIND = "views.export"
STEP = 500
# What a spreadsheet takes for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Columns whose value is the id of a record that has a name.
NAMED = {"requester_id": "users", "submitter_id": "users", "assignee_id": "users"}
NAMED |= {"group_id": "groups", "organization_id": "organizations"}


def export(ctx: Context, view: Row[Any]) -> str:
    """Begin to export a view; `queued` when the caller's last export of it has yet to end.

    # Zendesk: view-exports (docs/quirks.md#view-exports)
    """
    if _is_waiting(ctx, view.id):
        return "queued"
    ids = ids_in_order(ctx, look(ctx, view), MOST_LISTED)
    output = Output.of_stored(view.output)
    payload = {
        "view_id": view.id,
        "title": Titles(ctx).shown(view.raw_title),
        "columns": output.columns,
        "ticket_ids": ids,
    }
    start(ctx, KIND, "View Export", payload, -(-len(ids) // STEP) + 1)
    return "starting"


def _is_waiting(ctx: Context, view_id: int) -> bool:
    mine = select(job_statuses.c.id).where(
        job_statuses.c.status.in_(WAITING),
        job_statuses.c.kind == KIND,
        job_statuses.c.author_id == ctx.actor.id,
        job_statuses.c.payload.startswith(f'{{"view_id":{view_id},', autoescape=True),
    )
    return ctx.db.value(mine.limit(1)) is not None


def _step(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    ids: list[int] = job.payload["ticket_ids"]
    if number * STEP < len(ids):
        part = _part(ctx, job, ids[number * STEP : (number + 1) * STEP])
        ctx.db.insert(view_export_parts, job_id=job.id, number=number, content=part)
        return {"index": number, "success": True}
    return {"index": number, "success": True, **_file(ctx, job)}


def _file(ctx: Context, job: Job) -> dict[str, Any]:
    """Store the parts as one file of the caller's; it waits as long as an upload does."""
    columns = _output(ctx, job).shown_columns(ctx.links, Titles(ctx))
    statement = select(view_export_parts.c.content).where(view_export_parts.c.job_id == job.id)
    parts = ctx.db.values(statement.order_by(view_export_parts.c.number))
    text = _lines([[column["title"] for column in columns]]) + "".join(parts)
    ctx.db.run(delete(view_export_parts).where(view_export_parts.c.job_id == job.id))
    query = UploadQuery(filename=f"{job.payload['title']}.csv")
    made = attachments_service.upload(ctx, query, text.encode("utf-8-sig")).attachment
    return {
        "view_id": job.payload["view_id"],
        "attachment_id": made.id,
        "file_name": made.file_name,
        "content_url": made.content_url,
    }


def _part(ctx: Context, job: Job, ids: Sequence[int]) -> str:
    """The lines of those tickets that the caller still sees."""
    seen = ticket_queries.visible(ctx).with_only_columns(tickets.c.id)
    left = set(ctx.db.values(seen.where(tickets.c.id.in_(ids))))
    output = _output(ctx, job)
    rows = show(ctx, rows_in_order(ctx, [id_ for id_ in ids if id_ in left]), output)
    names = {
        key: {each["id"]: each["name"] for each in records}
        for key, records in around.people_and_places(ctx, rows).items()
    }
    return _lines([_cells(row, output, names) for row in rows])


def _output(ctx: Context, job: Job) -> Understood:
    columns = tuple(job.payload["columns"]) or DEFAULT.columns
    return Output(columns).understood(ctx.db.cached(definitions.load))


def _cells(row: ViewRow, output: Understood, names: Mapping[str, Mapping[int, str]]) -> list[str]:
    custom = {each["id"]: each["value"] for each in row.custom_fields or ()}
    cells = []
    for column in output.columns:
        if column.field is not None:
            cells.append(_cell(custom.get(column.id)))
            continue
        key = VALUES[column.name][0]
        value = getattr(row, key)
        known = names.get(NAMED.get(key, ""), {})
        cells.append(_cell(known.get(value, value)))
    return cells


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


JOBS: dict[str, Handler[Context]] = {
    KIND: Handler(_step, "Exporting view, part #{number}", refusal="ViewExportFailed"),
}
