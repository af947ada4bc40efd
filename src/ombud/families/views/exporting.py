"""Writes the tickets of a view to a CSV file: part by part, and in the end as one file."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.job_statuses import files
from ombud.families.job_statuses.starting import start
from ombud.families.ticket_fields import definitions
from ombud.families.tickets import queries as ticket_queries
from ombud.families.views import around
from ombud.families.views.looking import MOST_LISTED, ids_in_order, look, rows_in_order
from ombud.families.views.outputs import DEFAULT, Output, Understood
from ombud.families.views.rows import VALUES, ViewRow, show
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.tables import tickets
from ombud.wire.context import Context

__all__ = ["JOBS", "export"]

KIND = "views.export"
STEP = 500
# Columns whose value is the id of a record that has a name.
NAMED = {"requester_id": "users", "submitter_id": "users", "assignee_id": "users"}
NAMED |= {"group_id": "groups", "organization_id": "organizations"}


def export(ctx: Context, view: Row[Any]) -> str:
    """Begin to export a view; `queued` when the caller's last export of it has yet to end.

    # Zendesk: view-exports (docs/quirks.md#view-exports)
    """
    if files.is_waiting(ctx, KIND, f'{{"view_id":{view.id},'):
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


def _step(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    ids: list[int] = job.payload["ticket_ids"]
    if number * STEP < len(ids):
        part = _part(ctx, job, ids[number * STEP : (number + 1) * STEP])
        files.keep_part(ctx, job, number, part)
        return {"index": number, "success": True}
    return {"index": number, "success": True, **_file(ctx, job)}


def _file(ctx: Context, job: Job) -> dict[str, Any]:
    """Hand the parts over as one file."""
    columns = _output(ctx, job).shown_columns(ctx.links, Titles(ctx))
    heading = [column["title"] for column in columns]
    made = files.hand_over(ctx, job, job.payload["title"], heading)
    return {"view_id": job.payload["view_id"], **made}


def _part(ctx: Context, job: Job, ids: Sequence[int]) -> list[list[object]]:
    """The lines of those tickets that the caller still sees."""
    seen = ticket_queries.visible(ctx).with_only_columns(tickets.c.id)
    left = set(ctx.db.values(seen.where(tickets.c.id.in_(ids))))
    output = _output(ctx, job)
    rows = show(ctx, rows_in_order(ctx, [id_ for id_ in ids if id_ in left]), output)
    names = {
        key: {each["id"]: each["name"] for each in records}
        for key, records in around.people_and_places(ctx, rows).items()
    }
    return [_cells(row, output, names) for row in rows]


def _output(ctx: Context, job: Job) -> Understood:
    columns = tuple(job.payload["columns"]) or DEFAULT.columns
    return Output(columns).understood(ctx.db.cached(definitions.load))


def _cells(
    row: ViewRow, output: Understood, names: Mapping[str, Mapping[int, str]]
) -> list[object]:
    custom = {each["id"]: each["value"] for each in row.custom_fields or ()}
    cells: list[object] = []
    for column in output.columns:
        if column.field is not None:
            cells.append(custom.get(column.id))
            continue
        key = VALUES[column.name][0]
        value = getattr(row, key)
        known = names.get(NAMED.get(key, ""), {})
        cells.append(known.get(value, value))
    return cells


JOBS: dict[str, Handler[Context]] = {
    KIND: Handler(_step, "Exporting view, part #{number}", refusal="ViewExportFailed"),
}
