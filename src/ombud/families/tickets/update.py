"""The one door: every change of a ticket, whoever asks for it, takes the same twelve steps.

Comments beside the calls number them: 1 and 2 in create and update, 3 to 8 in _carry_out, 9 to 12 in
_finish.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ombud.families.tickets import desk, followups, incidents, queries
from ombud.families.tickets.assignment import apply_assignment
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.commenting import apply_comment
from ombud.families.tickets.custom_fields import apply_tags_and_fields
from ombud.families.tickets.draft import Draft, draft_of, new_draft
from ombud.families.tickets.filling_in import fill_in
from ombud.families.tickets.macro_references import count_macros, note_macros
from ombud.families.tickets.people import apply_collaborators, apply_requester
from ombud.families.tickets.plain import apply_plain, validate_links
from ombud.families.tickets.ruling import keep, run_triggers
from ombud.families.tickets.status import apply_status, refuse_closed, validate_solved
from ombud.families.tickets.via import API, Via
from ombud.families.tickets.writing import write
from ombud.values.times import parse_iso
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Conflict, Invalid

__all__ = ["Outcome", "act_on_ticket", "create_ticket", "update_ticket"]

OUTDATED = (
    "Safe Update prevented the update due to outdated ticket data. "
    "Please fetch the latest ticket data and try again."
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The ticket that was changed, and the audit of it; None when nothing was different."""

    ticket_id: int
    audit_id: int | None


def create_ticket(
    ctx: Context, change: TicketChange, *, via: Via = API, trusted: bool = True
) -> Outcome:
    """Create a ticket for the actor; raises Invalid, and then nothing is written.

    `trusted` is false when nobody knows that the author is who they say they are.
    """
    # 1 read; 2 refuses nothing, as a new ticket is neither closed nor outdated
    ticket_id = ctx.db.new_ids(1, "tickets")[0]
    draft = new_draft(ticket_id, ctx.db.cached(desk.load), via, ctx.actor.id or -1, ctx.now)
    draft.trusted = trusted
    followups.begin(ctx, draft, change)
    # 3 to 8
    _carry_out(ctx, draft, change)
    # 9 to 12
    outcome = _finish(ctx, draft)
    followups.link(ctx, draft)
    return outcome


def update_ticket(ctx: Context, ticket_id: int, change: TicketChange, *, via: Via = API) -> Outcome:
    """Change a ticket that the caller was already found to be allowed to change.

    Raises NotFound, Conflict (safe update) and Invalid; then nothing is written.
    """
    # 1 read and lock
    row = queries.lock(ctx, ticket_id)
    draft = draft_of(row, ctx.db.cached(desk.load), via, ctx.actor.id or -1)
    # 2 refuse
    refuse_closed(draft)
    check_stamp(change.safe_update, change.updated_stamp, row.updated_at)
    # 3 to 8
    _carry_out(ctx, draft, change)
    # 9 to 12
    return _finish(ctx, draft)


def act_on_ticket(
    ctx: Context, ticket_id: int, act: Callable[[Draft], bool], *, via: Via
) -> Outcome | None:
    """Let a rule change a ticket: `act` does steps 3 to 8, or says that there is nothing to do.

    None when it does. Raises NotFound, and Invalid for a closed ticket.
    """
    # 1 read and lock
    row = queries.lock(ctx, ticket_id)
    draft = draft_of(row, ctx.db.cached(desk.load), via, ctx.actor.id or -1)
    # 2 refuse
    refuse_closed(draft)
    # 3 to 8, then 9 to 12
    return _finish(ctx, draft) if act(draft) else None


def check_stamp(safe_update: object, stamp: object, updated_at: int) -> None:
    """Refuse a safe update of a ticket that was changed since the caller read it.

    Zendesk: safe-update (docs/quirks.md#safe-update)
    """
    if safe_update is UNSET or safe_update is None:
        return
    try:
        seen = parse_iso(str(stamp))
    except ValueError as error:
        raise Invalid.one(
            "updated_stamp", "Updated stamp: cannot be blank", "BlankValue"
        ) from error
    if seen != updated_at:
        raise Conflict(OUTDATED, "UpdateConflict")


def _finish(ctx: Context, draft: Draft) -> Outcome:
    """Steps 9 to 12: what follows once it is settled what the change itself is."""
    # 9 rules
    run = run_triggers(ctx, draft)
    # 10 and 11 write: ticket, audit, metrics, service levels, index, deliveries
    audit_id = write(ctx, draft)
    # 12 what follows
    keep(ctx, draft, run, audit_id)
    count_macros(ctx, draft)
    incidents.recount(ctx, draft)
    for incident_id, solution, origin in incidents.to_solve(ctx, draft):
        update_ticket(ctx, incident_id, solution, via=origin)
    return Outcome(draft.id, audit_id)


def _carry_out(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """Steps 3 to 8: everything that decides what the ticket is to be."""
    if isinstance(change.metadata, dict):
        draft.metadata = change.metadata
    # 3 people: whom the ticket is for
    apply_requester(ctx, draft, change)
    # 4 plain fields
    apply_plain(ctx, draft, change)
    note_macros(ctx, draft, change)
    # 5 comment
    apply_comment(ctx, draft, change)
    # 6 group and assignee
    apply_assignment(ctx, draft, change)
    # 7 tags and custom fields
    apply_tags_and_fields(ctx, draft, change)
    # 8 status
    apply_status(ctx, draft, change)
    # 3 people, the others: who is kept informed
    apply_collaborators(ctx, draft, change)
    # 8 validate
    validate_links(draft)
    validate_solved(ctx, draft)
    # 5 comment, its placeholders: now that they are known
    fill_in(ctx, draft)
