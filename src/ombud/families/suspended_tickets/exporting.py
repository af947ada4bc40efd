"""Writes the list of suspended tickets to a CSV file, in the order in which they last changed."""

from typing import Any

from sqlalchemy import Select, func, select, tuple_

from ombud.families.job_statuses import files
from ombud.families.job_statuses.starting import start
from ombud.families.suspended_tickets import queries
from ombud.families.suspended_tickets.causes import TEXTS
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.tables import suspended_tickets
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["JOBS", "export"]

KIND = "suspended_tickets.export"
TITLE = "Suspended tickets"
STEP, MOST = 500, 1_000_000
HEADING = (
    "ID",
    "Author",
    "Email",
    "Subject",
    "Cause",
    "Recipient",
    "Ticket ID",
    "Created at",
    "Updated at",
)
KEY = (suspended_tickets.c.updated_at, suspended_tickets.c.id)


def export(ctx: Context) -> None:
    """Begin to export those that wait; nothing when the caller's last export has yet to end."""
    visible = queries.visible(ctx)
    if files.is_waiting(ctx, KIND):
        return
    ends = [list(row) for row in ctx.db.rows(_ends(visible))]
    start(ctx, KIND, "Suspended Tickets Export", {"ends": ends}, len(ends) + 1)


def _ends(visible: Select[Any]) -> Select[Any]:
    """The last key of each part: parts stay the same while rows are deleted."""
    number = func.row_number().over(order_by=KEY).label("number")
    falling = [column.desc() for column in KEY]
    is_last = func.row_number().over(order_by=falling).label("from_the_end")
    keys = visible.with_only_columns(*KEY, number, is_last).subquery()
    wanted = ((keys.c.number % STEP == 0) | (keys.c.from_the_end == 1)) & (keys.c.number <= MOST)
    return select(keys.c.updated_at, keys.c.id).where(wanted).order_by(keys.c.number)


def _step(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    ends: list[list[int]] = job.payload["ends"]
    if number == len(ends):
        return {"index": number, "success": True, **files.hand_over(ctx, job, TITLE, HEADING)}
    mine = queries.visible(ctx).where(tuple_(*KEY) <= tuple_(*ends[number]))
    if number > 0:
        mine = mine.where(tuple_(*KEY) > tuple_(*ends[number - 1]))
    rows = ctx.db.rows(mine.order_by(*KEY))
    files.keep_part(ctx, job, number, [_cells(row) for row in rows])
    return {"index": number, "success": True}


def _cells(row: Any) -> tuple[object, ...]:
    return (
        row.id,
        row.author_name,
        row.author_email,
        row.subject,
        TEXTS[row.cause_id],
        row.recipient,
        row.ticket_id,
        iso(row.created_at),
        iso(row.updated_at),
    )


JOBS: dict[str, Handler[Context]] = {
    KIND: Handler(_step, "Exporting suspended tickets, part #{number}"),
}
