"""Takes removed fields and options out of tickets: a job of the desk itself, 500 tickets a step."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, select, update

from ombud.db import Prepared
from ombud.families.job_statuses.follow_ups import own_job
from ombud.families.record_fields.kinds import rows_of_value
from ombud.families.tickets.announcing import watching
from ombud.families.tickets.indexing import reindex
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.tables import ticket_field_values, ticket_tags, tickets
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["JOBS", "forget_field", "replace_values"]

BATCH = 500
WRITE_TICKET = Prepared(
    update(tickets)
    .where(tickets.c.id == bindparam("ticket"))
    .values(
        custom_fields=bindparam("new_values"),
        tags=bindparam("new_tags"),
        generated_at=bindparam("now"),
    )
)
# From an old value to the new one, or to null where the value is gone.
Replaced = Mapping[str, str | None]


def forget_field(ctx: Context, field_id: int, title: str) -> None:
    """Remove the field's values from all tickets; tags stay, as they may mean something else."""
    _start(ctx, field_id, title, None)


def replace_values(ctx: Context, field_id: int, title: str, replaced: Replaced) -> None:
    """Give tickets with these values, which are also tags, the new ones or none."""
    if replaced:
        _start(ctx, field_id, title, replaced)


def _start(ctx: Context, field_id: int, title: str, replaced: Replaced | None) -> None:
    ticket_id = ticket_field_values.c.ticket_id
    count = ctx.db.value(select(func.count(ticket_id.distinct())).where(_has(field_id, replaced)))
    if count:
        payload = {"field_id": field_id, "replaced": replaced}
        steps = -(-count // BATCH)
        own_job(ctx, "ticket_fields.replace_values", f"Clean up {title}", payload, steps)


def _has(field_id: int, replaced: Replaced | None) -> ColumnElement[bool]:
    mine = ticket_field_values.c.field_id == field_id
    if replaced is None:
        return mine
    return and_(mine, ticket_field_values.c.value.in_(replaced))


def _step(ctx: Context, job: Job, _number: int) -> dict[str, int]:
    """Change the next tickets by rising id; a new value may equal an old one, so order matters."""
    field_id: int = job.payload["field_id"]
    replaced: Replaced | None = job.payload["replaced"]
    last = job.results[-1]["last_id"] if job.results else 0
    chosen = ctx.db.values(
        select(ticket_field_values.c.ticket_id)
        .where(_has(field_id, replaced), ticket_field_values.c.ticket_id > last)
        .distinct()
        .order_by(ticket_field_values.c.ticket_id)
        .limit(BATCH)
    )
    columns = (tickets.c.id, tickets.c.raw_subject, tickets.c.custom_fields, tickets.c.tags)
    rows = ctx.db.rows(select(*columns).where(tickets.c.id.in_(chosen)).with_for_update())
    changed = [_changed(row, str(field_id), replaced) for row in rows]
    these = select(tickets).where(tickets.c.id.in_(chosen))
    with watching(ctx, these, "custom_field_changed", "tags_changed"):
        _write_tickets(ctx, changed)
    _write_values(ctx, field_id, changed, chosen)
    if replaced is not None:
        _write_tags(ctx, replaced, changed, chosen)
    for ticket in changed:
        reindex(ctx, msgspec.structs.asdict(ticket))
    return {"last_id": chosen[-1] if chosen else last, "tickets": len(chosen)}


class Changed(msgspec.Struct):
    """What a ticket has after the step."""

    id: int
    raw_subject: str | None
    custom_fields: dict[str, Any]
    value: Any
    tags: list[str]


def _changed(row: Row[Any], key: str, replaced: Replaced | None) -> Changed:
    values = msgspec.json.decode(row.custom_fields)
    tags: list[str] = msgspec.json.decode(row.tags)
    stored = values.pop(key, None)
    value = None
    if replaced is not None:
        value = _replaced(stored, replaced)
        had = {text for text in rows_of_value(stored) if text in replaced}
        tags = sorted((set(tags) - had) | set(rows_of_value(value)))
    if value is not None:
        values[key] = value
    return Changed(row.id, row.raw_subject, values, value, tags)


def _replaced(stored: Any, replaced: Replaced) -> Any:
    if isinstance(stored, list):
        kept = [replaced.get(item, item) for item in stored]
        return [item for item in kept if item is not None] or None
    return replaced.get(stored, stored) if isinstance(stored, str) else stored


def _write_tickets(ctx: Context, changed: Sequence[Changed]) -> None:
    rows = [
        {
            "ticket": ticket.id,
            "new_values": as_json(ticket.custom_fields),
            "new_tags": as_json(ticket.tags),
            "now": ctx.now,
        }
        for ticket in changed
    ]
    ctx.db.run_all(WRITE_TICKET, rows)


def _write_values(
    ctx: Context, field_id: int, changed: Sequence[Changed], chosen: Sequence[int]
) -> None:
    mine = and_(
        ticket_field_values.c.field_id == field_id, ticket_field_values.c.ticket_id.in_(chosen)
    )
    ctx.db.run(delete(ticket_field_values).where(mine))
    ctx.db.insert_all(
        ticket_field_values,
        [
            {"ticket_id": ticket.id, "field_id": field_id, "value": text}
            for ticket in changed
            for text in rows_of_value(ticket.value)
        ],
    )


def _write_tags(
    ctx: Context, replaced: Replaced, changed: Sequence[Changed], chosen: Sequence[int]
) -> None:
    """Write the tags that the values are; other tags of the tickets are not touched."""
    new = {tag for tag in replaced.values() if tag is not None}
    touched = and_(ticket_tags.c.ticket_id.in_(chosen), ticket_tags.c.tag.in_([*replaced, *new]))
    ctx.db.run(delete(ticket_tags).where(touched))
    rows = [
        {"ticket_id": ticket.id, "tag": tag}
        for ticket in changed
        for tag in ticket.tags
        if tag in new or tag in replaced
    ]
    ctx.db.insert_all(ticket_tags, rows)


JOBS: dict[str, Handler[Context]] = {
    "ticket_fields.replace_values": Handler(_step, "Cleaning up tickets, part {number}"),
}
