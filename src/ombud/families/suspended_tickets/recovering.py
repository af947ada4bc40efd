"""Makes of a mail that was held back what it would have become, once and for all.

What cannot be recovered stays, with the reason; nothing else of it is left then.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from ombud.db import Unstorable
from ombud.families.inbound_mails.answering import Answered, standing_of
from ombud.families.inbound_mails.making import add_comment, make_ticket
from ombud.families.inbound_mails.people import known_people
from ombud.families.notices import asking
from ombud.families.suspended_tickets import queries, removing, shapes
from ombud.families.suspended_tickets.causes import Cause
from ombud.families.suspended_tickets.letters import letter_of
from ombud.families.suspended_tickets.requested import create_held
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets import shapes as ticket_shapes
from ombud.families.tickets.shapes import Ticket
from ombud.families.tickets.update import Outcome
from ombud.families.tickets.writing import add_events
from ombud.mail.letter import Letter
from ombud.tables import suspended_tickets
from ombud.values.text import as_json
from ombud.wire.context import Context
from ombud.wire.errors import ApiError, Invalid, NotFound

__all__ = ["recover", "recover_many", "recover_waiting"]


def recover(ctx: Context, suspended_id: int) -> list[Ticket]:
    """The ticket of one, whose requester is the caller; of an answer, the ticket that it answers.

    Raises NotFound, Forbidden, and Invalid with what could not be recovered.
    # Zendesk: recovered-requesters (docs/quirks.md#recovered-requesters)
    """
    row = queries.lock(ctx, suspended_id)
    return _recovered(ctx, [row], ctx.actor.id, "ticket")


def recover_many(ctx: Context, ids: Sequence[int]) -> list[Ticket]:
    """The same for several, whose requesters are who wrote the mails; ids of nothing are left out.

    Raises NotFound when nothing is left, Forbidden, and Invalid with those that could not be
    recovered; the others are all the same.
    """
    rows = queries.lock_many(ctx, ids)
    if not rows:
        raise NotFound
    return _recovered(ctx, rows, None)


def recover_waiting(ctx: Context, suspended_id: int) -> None:
    """The same for one whose sender has done what it waited for; nothing for one that is gone.

    If it cannot be recovered it stays, with the reason.
    """
    for row in queries.lock_many(ctx, [suspended_id]):
        _tried(ctx, row, None)


def _recovered(
    ctx: Context, rows: Sequence[Row[Any]], requester_id: int | None, *names: str
) -> list[Ticket]:
    outcomes = [_tried(ctx, row, requester_id) for row in rows]
    failed = [row.id for row, outcome in zip(rows, outcomes, strict=True) if outcome is None]
    if failed:
        raise _refusal(ctx, failed, names)
    ids = dict.fromkeys(outcome.ticket_id for outcome in outcomes if outcome is not None)
    found = {row.id: row for row in ctx.db.rows(ticket_queries.by_ids(ctx, list(ids)))}
    return ticket_shapes.show(ctx, [found[ticket_id] for ticket_id in ids])


def _tried(ctx: Context, row: Row[Any], requester_id: int | None) -> Outcome | None:
    """What one became; None for one that stays, and has the reason written to it."""
    try:
        with ctx.db.savepoint():
            return _recover(ctx, row, requester_id)
    except (ApiError, Unstorable) as error:
        values = {"error_messages": as_json(_reasons(error)), "updated_at": ctx.now}
        ctx.db.update(suspended_tickets, row.id, values)
        return None


def _recover(ctx: Context, row: Row[Any], requester_id: int | None) -> Outcome:
    letter = letter_of(ctx, row)
    named = [party.address for party in (letter.sender, letter.reply_to) if party is not None]
    before = known_people(ctx, named)
    outcome = _made(ctx, row, letter, requester_id)
    for address, person in known_people(ctx, named).items():
        if address not in before:
            asking.welcome(ctx, person.id)
    cause = Cause(row.cause_id)
    told = {"cause_id": cause.value, "cause_name": cause.name.lower(), "value": "recovered"}
    if outcome.audit_id is not None:
        add_events(ctx, outcome.audit_id, [{"type": "SuspendedTicketRecoveryEvent", **told}])
    removing.forget_recovered(ctx, row, outcome)
    return outcome


def _made(ctx: Context, row: Row[Any], letter: Letter, requester_id: int | None) -> Outcome:
    """A comment on the ticket that it answers, or a new ticket, as a request is without a mail.

    Commands are left as text: nobody has shown that an agent wrote them.
    """
    if row.inbound_mail_id is None:
        return create_held(ctx, row, requester_id)
    mail = queries.mail_of(ctx, row)
    ticket = ticket_queries.living(ctx, row.ticket_id) if row.ticket_id is not None else None
    if ticket is None or ticket.status == "closed":
        follows = None if ticket is None else ticket.id
        return make_ticket(
            ctx, letter, mail, requester_id=requester_id, follows=follows, obeys=False
        )
    address = letter.sender.address.lower() if letter.sender else ""
    sender = known_people(ctx, [address]).get(address)
    standing, _ = standing_of(ctx, Answered(ticket, by_token=False), sender)
    return add_comment(ctx, ticket, letter, mail, on_ticket=standing != "stranger", obeys=False)


def _reasons(error: ApiError | Unstorable) -> list[dict[str, Any]]:
    if isinstance(error, Unstorable):
        error = Invalid.unstorable()
    if isinstance(error, Invalid) and error.details:
        return [entry for entries in error.details.values() for entry in entries]
    told = error.body.get("error")
    words = told.get("message") if isinstance(told, dict) else error.body.get("description", told)
    return [{"description": str(words)}]


def _refusal(ctx: Context, ids: Sequence[int], names: Sequence[str]) -> Invalid:
    """What stays, under the documented names; what was written is kept."""
    rows = ctx.db.rows(queries.visible(ctx).where(suspended_tickets.c.id.in_(ids)))
    left = shapes.show(ctx, rows, queries.files_of(ctx, rows))
    details = {"base": [entry for each in left for entry in each.error_messages or ()]}
    error = Invalid(details)
    error.keeps_changes = True
    error.body = {**error.body, **dict.fromkeys(("suspended_tickets", *names), left)}
    return error
