"""Takes over one ticket: the steps of every change that say what is, none that judge it."""

from dataclasses import replace

from sqlalchemy import update

from ombud.families.ticket_imports.changes import TicketImport
from ombud.families.ticket_imports.conversation import conversation, time_of
from ombud.families.tickets import desk, followups, incidents
from ombud.families.tickets.announcing import announce_draft
from ombud.families.tickets.assignment import apply_assignment
from ombud.families.tickets.commenting import put_comment
from ombud.families.tickets.custom_fields import apply_tags_and_fields
from ombud.families.tickets.draft import Draft, new_draft
from ombud.families.tickets.indexing import reindex
from ombud.families.tickets.people import apply_collaborators, apply_requester
from ombud.families.tickets.plain import apply_plain, validate_links
from ombud.families.tickets.status import FINISHED, take_status
from ombud.families.tickets.via import API
from ombud.families.tickets.writing import record
from ombud.tables import tickets
from ombud.wire.context import Context

__all__ = ["import_ticket"]


def import_ticket(ctx: Context, change: TicketImport, *, archive: bool) -> int:
    """Take over a ticket; its number. With `archive` a closed one goes to the archive at once.

    Raises Invalid, and then nothing is written.
    """
    created_at = time_of("created_at", change.created_at, ctx.now)
    ticket_id = ctx.db.new_ids(1, "tickets")[0]
    draft = new_draft(ticket_id, ctx.db.cached(desk.load), API, ctx.actor.id or -1, created_at)
    followups.begin(ctx, draft, change)
    apply_requester(ctx, draft, change)
    apply_plain(ctx, draft, change)
    said = conversation(ctx, draft, change)
    put_comment(draft, said[0].comment)
    apply_assignment(ctx, draft, change)
    apply_tags_and_fields(ctx, draft, change)
    take_status(ctx, draft, change)
    apply_collaborators(ctx, draft, change)
    validate_links(draft)
    for number, entry in enumerate(said):
        if number:
            draft.go_on()
            put_comment(draft, entry.comment)
        # Each comment is written as if it were said just now.
        record(replace(ctx, now=entry.time), draft)
        announce_draft(ctx, draft)
    _set_times(ctx, draft, change, archive=archive)
    reindex(ctx, draft.after)
    followups.link(ctx, draft)
    incidents.recount(ctx, draft)
    return draft.id


def _set_times(ctx: Context, draft: Draft, change: TicketImport, *, archive: bool) -> None:
    status = draft.after["status"]
    updated_at = time_of("updated_at", change.updated_at, ctx.now)
    solved_at = time_of("solved_at", change.solved_at, updated_at)
    times = {
        "updated_at": updated_at,
        # Exports go by this one: to them the ticket is new.
        "generated_at": ctx.now,
        "solved_at": solved_at if status in FINISHED else None,
        "closed_at": updated_at if status == "closed" else None,
        "archived_at": ctx.now if archive and status == "closed" else None,
    }
    ctx.db.run(update(tickets).where(tickets.c.id == draft.id).values(**times))
