"""Follow-ups: a new ticket that takes up a closed one."""

from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Row, update

from ombud.families.tickets import queries
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.draft import Draft
from ombud.tables import tickets
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["begin", "link"]


def begin(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Take over tags and fields of the closed ticket that is followed up; others are ignored."""
    source_id = change.via_followup_source_id
    source = _source(ctx, draft, source_id) if isinstance(source_id, int) else None
    if source is None or source.status != "closed":
        return
    origin = {"ticket_id": source.id, "subject": source.raw_subject, "channel": source.via_channel}
    came = draft.via.source
    source_of_draft = {"from": {**came["from"], **origin}, "to": came["to"], "rel": "follow_up"}
    draft.via = replace(draft.via, source=source_of_draft)
    draft.after.update(
        followup_source_id=source.id,
        via_source=draft.via.source,
        tags=msgspec.json.decode(source.tags),
        custom_fields=msgspec.json.decode(source.custom_fields),
    )


def link(ctx: Context, draft: Draft) -> None:
    """Note the follow-up on its source; that is no change of the source that leaves an audit."""
    source_id = draft.after["followup_source_id"]
    if source_id is None:
        return
    source = queries.lock(ctx, source_id)
    followups = [*msgspec.json.decode(source.followup_ids), draft.id]
    values = {"followup_ids": as_json(followups), "generated_at": ctx.now}
    ctx.db.run(update(tickets).where(tickets.c.id == source_id).values(**values))


def _source(ctx: Context, draft: Draft, source_id: int) -> Row[Any] | None:
    """Who reads mail has looked whether its sender is one of the people on the ticket."""
    if draft.via.channel == "email":
        return queries.living(ctx, source_id)
    return queries.lookup(ctx, source_id)
