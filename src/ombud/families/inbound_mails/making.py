"""Makes tickets and comments of mails, through the one door of tickets.

Nothing is asked here of who may: that is settled by who admits a mail, or recovers it.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.inbound_mails.addresses import came_to, is_own, plain
from ombud.families.inbound_mails.copying import copies_of
from ombud.families.inbound_mails.people import Known, acting_as, known_people, made_of
from ombud.families.inbound_mails.staff import answer_of_staff, opened_by_staff
from ombud.families.inbound_mails.wording import comment_of
from ombud.families.tickets import desk
from ombud.families.tickets.changes import CommentChange, TicketChange
from ombud.families.tickets.update import Outcome, create_ticket, update_ticket
from ombud.families.tickets.via import Via
from ombud.mail.letter import Letter, Party
from ombud.values.text import looks_like_email
from ombud.wire.changes import UNSET
from ombud.wire.context import SYSTEM, Context

__all__ = ["NOT_ON_TICKET", "add_comment", "make_ticket"]

# Flags of audits: somebody who is not on the ticket, and somebody who writes for the author.
NOT_ON_TICKET, ON_BEHALF = 4, 11
NO_FLAGS: Mapping[int, Mapping[str, Any]] = {}


def make_ticket(
    ctx: Context,
    letter: Letter,
    mail_row: Row[Any],
    *,
    requester_id: int | None = None,
    follows: int | None = None,
    obeys: bool = True,
) -> Outcome:
    """A new ticket of the sender's, or of `requester_id`; `follows` is a closed ticket it takes up.

    The letter must have a sender. Commands of agents are text like any other without `obeys`.
    Raises Invalid, and Forbidden for a command that the agent may not give.
    """
    sender = letter.sender or Party("")
    named = [sender, letter.reply_to or sender]
    people = known_people(ctx, [party.address for party in named])
    writer = people.get(sender.address.lower())
    if writer is not None and writer.is_staff and requester_id is None:
        acting = acting_as(ctx, writer.id, sender, is_staff=True)
        return _open(acting, letter, mail_row, follows=follows, obeys=obeys)
    author, flags = _author(ctx, letter, people)
    author_id = made_of(ctx, author) if requester_id is None else requester_id
    acting = acting_as(ctx, author_id, author, is_staff=requester_id is not None)
    change = TicketChange(
        requester_id=author_id,
        comment=comment_of(acting, letter, author_id, answers=follows is not None),
    )
    return _create(acting, letter, mail_row, change, follows, flags)


def add_comment(
    ctx: Context,
    ticket: Row[Any],
    letter: Letter,
    mail_row: Row[Any],
    *,
    on_ticket: bool = True,
    obeys: bool = True,
) -> Outcome:
    """A comment by the sender on a ticket that is not closed.

    What somebody says who is not on the ticket is private, and flagged as such. Raises as
    `make_ticket` does.
    """
    sender = letter.sender or Party("")
    writer = known_people(ctx, [sender.address]).get(sender.address.lower())
    is_staff = writer is not None and writer.is_staff
    author_id = writer.id if writer else made_of(ctx, sender)
    acting = acting_as(ctx, author_id, sender, is_staff=is_staff)
    via = _via(ctx, letter, mail_row, NO_FLAGS)
    if writer is not None and is_staff:
        change = answer_of_staff(acting, letter, ticket, obeys=obeys)
    elif on_ticket:
        change = TicketChange(comment=comment_of(acting, letter, author_id, answers=True))
    else:
        # Customers say nothing privately; the desk makes it so, in their name.
        acting = replace(ctx, actor=replace(SYSTEM, id=author_id, name=sender.name))
        comment = comment_of(ctx, letter, author_id, answers=True, public=False)
        via = replace(via, flags={NOT_ON_TICKET: _named(sender)})
        return update_ticket(acting, ticket.id, TicketChange(comment=comment), via=via)
    _copy(acting, letter, change, ticket)
    return update_ticket(acting, ticket.id, change, via=via)


def _open(
    ctx: Context, letter: Letter, mail_row: Row[Any], *, follows: int | None, obeys: bool
) -> Outcome:
    """What an agent opens, with the note that they wrote above what they pass on."""
    opened = opened_by_staff(ctx, letter, obeys=obeys, answers=follows is not None)
    outcome = _create(ctx, opened.letter, mail_row, opened.change, follows, NO_FLAGS)
    if opened.note:
        note = TicketChange(comment=CommentChange(body=opened.note, public=False))
        via = _via(ctx, letter, mail_row, NO_FLAGS)
        update_ticket(ctx, outcome.ticket_id, note, via=via)
    return outcome


def _create(
    ctx: Context,
    letter: Letter,
    mail_row: Row[Any],
    change: TicketChange,
    follows: int | None,
    flags: Mapping[int, Mapping[str, Any]],
) -> Outcome:
    at = came_to(ctx, letter, msgspec.json.decode(mail_row.recipients))
    if at is not None:
        change.recipient = at.address
        if at.brand_id in ctx.db.cached(desk.load).brand_ids:
            change.brand_id = at.brand_id or UNSET
    if change.subject is UNSET:
        change.subject = letter.subject or None
    if follows is not None:
        change.via_followup_source_id = follows
    _copy(ctx, letter, change, None)
    return create_ticket(ctx, change, via=_via(ctx, letter, mail_row, flags))


def _author(
    ctx: Context, letter: Letter, people: Mapping[str, Known]
) -> tuple[Party, Mapping[int, Mapping[str, Any]]]:
    """Whose ticket it is: who wants the answers, as long as that gives nobody a name not theirs.

    Staff, the desk itself and people who were shut out cannot be named by somebody else.
    # Zendesk: reply-to (docs/quirks.md#reply-to)
    """
    sender, wanted = letter.sender or Party(""), letter.reply_to
    if wanted is None or wanted.address.lower() == sender.address.lower():
        return sender, NO_FLAGS
    owner = people.get(wanted.address.lower())
    is_barred = owner is not None and (owner.is_staff or owner.suspended)
    if is_barred or is_own(ctx, wanted.address) or not looks_like_email(wanted.address):
        return sender, NO_FLAGS
    return Party(wanted.address, wanted.name or sender.name), {ON_BEHALF: _named(sender)}


def _named(party: Party) -> Mapping[str, Any]:
    return {"message": {"user": party.name or party.address}}


def _copy(ctx: Context, letter: Letter, change: TicketChange, ticket: Row[Any] | None) -> None:
    """Add who is named beside the desk, unless the change says already who is copied."""
    present = 0 if ticket is None else len(msgspec.json.decode(ticket.email_cc_ids))
    found = copies_of(ctx, letter, present)
    if change.email_ccs is UNSET and found.email_ccs:
        change.email_ccs = found.email_ccs
    if change.followers is UNSET and found.followers:
        change.followers = found.followers


def _recipients(ctx: Context, letter: Letter) -> list[str]:
    """To whom the mail was sent, without tokens: customers see where a comment came from."""
    named = (party.address for party in (*letter.to, *letter.copied))
    return list(dict.fromkeys(plain(each) if is_own(ctx, each) else each for each in named))


def _via(
    ctx: Context, letter: Letter, mail_row: Row[Any], flags: Mapping[int, Mapping[str, Any]]
) -> Via:
    recipients = msgspec.json.decode(mail_row.recipients)
    sender, at = letter.sender or Party(""), came_to(ctx, letter, recipients)
    origin = {
        "address": sender.address,
        "name": sender.name or sender.address,
        "original_recipients": _recipients(ctx, letter),
    }
    to = {} if at is None else {"name": at.name or at.address, "address": at.address}
    system = {
        "message_id": letter.message_id,
        "raw_email_identifier": f"inbound_mails/{mail_row.id}/raw",
    }
    return Via("email", {"from": origin, "to": to, "rel": None}, system, flags)
