"""Decides what becomes of a mail: a ticket, a comment, a suspended ticket, or nothing."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from ombud.families.inbound_mails.answering import answered, standing_of
from ombud.families.inbound_mails.judging import Dropped, judged
from ombud.families.inbound_mails.making import add_comment, make_ticket
from ombud.families.inbound_mails.people import known_people
from ombud.families.inbound_mails.wording import is_blank
from ombud.families.recipient_addresses.verifying import take
from ombud.families.suspended_tickets.causes import Cause
from ombud.families.suspended_tickets.holding import hold
from ombud.families.suspended_tickets.signing_up import ask_once
from ombud.families.tickets.update import Outcome
from ombud.mail.letter import Letter, Party
from ombud.tables import inbound_mails
from ombud.values.text import looks_like_email
from ombud.wire.context import Context

__all__ = ["admit", "give_up"]


def admit(ctx: Context, letter: Letter, mail_row: Row[Any], *, obeys: bool = True) -> None:
    """Let a mail in, hold it back or drop it, and note that on its row, in one transaction.

    Raises what the door of tickets raises; nothing is done then. `obeys` is for commands of agents.
    """
    if letter.sender is None or not looks_like_email(letter.sender.address):
        address = mail_row.return_path or ""
        sender = Party(address) if looks_like_email(address) else None
        letter = replace(letter, sender=sender)
    if take(ctx, letter):
        _note(ctx, mail_row, state="dropped", problem="It shows that an address is forwarded here.")
        return
    address = letter.sender.address.lower() if letter.sender else ""
    known = known_people(ctx, [address]).get(address) if address else None
    verdict = judged(ctx, letter, mail_row, known)
    if isinstance(verdict, Dropped):
        _note(ctx, mail_row, state="dropped", problem=verdict.reason)
        return
    found = answered(ctx, letter, mail_row)
    ticket = found.ticket if found else None
    if verdict is None and is_blank(letter, answers=ticket is not None):
        verdict = Cause.BLANK
    if verdict is None and found is not None:
        standing, verdict = standing_of(ctx, found, known)
    if verdict is not None:
        _hold(ctx, letter, mail_row, verdict, ticket)
    elif ticket is None:
        _made(ctx, mail_row, make_ticket(ctx, letter, mail_row, obeys=obeys))
    elif ticket.status == "closed":
        follows = None if standing == "stranger" else ticket.id
        _made(ctx, mail_row, make_ticket(ctx, letter, mail_row, follows=follows, obeys=obeys))
    else:
        outcome = add_comment(
            ctx, ticket, letter, mail_row, on_ticket=standing != "stranger", obeys=obeys
        )
        _made(ctx, mail_row, outcome)


def give_up(ctx: Context, letter: Letter, mail_row: Row[Any]) -> None:
    """Hold back a mail that the desk could not process; `problem` of its row says why."""
    _hold(ctx, letter, mail_row, Cause.UNPROCESSABLE_EMAIL, None)


def _hold(
    ctx: Context, letter: Letter, mail_row: Row[Any], cause: Cause, ticket: Row[Any] | None
) -> None:
    ticket_id = None if ticket is None else ticket.id
    held = hold(ctx, letter, mail_row, cause, ticket_id=ticket_id)
    if cause is Cause.SIGNUP_REQUIRED and letter.sender is not None:
        ask_once(ctx, held, letter.sender.address)
    # Whatever is decided about it, it may quote the ticket: erasing has to find it.
    about = {"suspended_ticket_id": held, "ticket_id": ticket_id}
    _note(ctx, mail_row, state="suspended", problem=mail_row.problem, **about)


def _made(ctx: Context, mail_row: Row[Any], outcome: Outcome) -> None:
    made = {"ticket_id": outcome.ticket_id, "audit_id": outcome.audit_id}
    _note(ctx, mail_row, state="ticket", problem=None, **made)


def _note(ctx: Context, mail_row: Row[Any], **values: Any) -> None:
    ctx.db.update(inbound_mails, mail_row.id, values)
