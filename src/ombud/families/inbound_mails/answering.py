"""Which ticket a mail answers, and whether its sender may."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, select

from ombud.families.inbound_mails.people import Known
from ombud.families.signing_in.actors import actor_of
from ombud.families.suspended_tickets.causes import Cause
from ombud.families.tickets import queries
from ombud.mail import tokens
from ombud.mail.letter import Letter
from ombud.storage import seal_of
from ombud.tables import inbound_mails
from ombud.wire.context import Context

__all__ = ["Answered", "Standing", "answered", "standing_of"]

# Letters at either end of a text in which encoded ids are looked for.
LOOKED_AT = 32_768
Standing = Literal["agent", "member", "stranger"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The ticket, and what the mail proves by a token: that its sender was sent the address.

    `of_staff` is for the address that only mails to staff have.
    """

    ticket: Row[Any]
    by_token: bool = False
    of_staff: bool = False


def answered(ctx: Context, letter: Letter, mail_row: Row[Any]) -> Answered | None:
    """The ticket a mail answers: by the signed address, by the mails it refers to, by its words."""
    for ticket_id, of_staff in _by_address(ctx, letter, mail_row).items():
        if (ticket := queries.living(ctx, ticket_id)) is not None:
            return Answered(ticket, by_token=True, of_staff=of_staff)
    for ticket_id in (*_by_references(ctx, letter, mail_row), *_by_words(ctx, letter)):
        if (ticket := queries.living(ctx, ticket_id)) is not None:
            return Answered(ticket)
    return None


def standing_of(
    ctx: Context, found: Answered, sender: Known | None
) -> tuple[Standing, Cause | None]:
    """What the sender is to the ticket, and why the mail is held back if it must be.

    Anybody can write somebody's address above a mail. What is said in the name of an agent needs
    the token that customers do not have. References do not do: who is passed a mail of staff on
    reads its Message-ID. A stranger needs a token of either kind, as who was sent a mail on has.
    # Zendesk: answers-of-strangers (docs/quirks.md#answers-of-strangers)
    """
    if sender is not None and sender.is_staff:
        actor = actor_of(ctx.db, sender.id)
        may = found.of_staff and actor is not None and queries.is_permitted(actor, found.ticket)
        return "agent", None if may else Cause.UNAUTHENTICATED_EMAIL_UPDATE
    if sender is not None and sender.id in _members(found.ticket):
        return "member", None
    if found.by_token:
        return "stranger", None
    return "stranger", (Cause.UNKNOWN_USER_UPDATE if sender is None else Cause.OTHER_USER_UPDATE)


def _members(ticket: Row[Any]) -> set[int]:
    copied = msgspec.json.decode(ticket.email_cc_ids), msgspec.json.decode(ticket.follower_ids)
    return {ticket.requester_id, *copied[0], *copied[1]}


def _by_address(ctx: Context, letter: Letter, mail_row: Row[Any]) -> dict[int, bool]:
    """The tickets in their order, each with whether one of its tokens is that of staff."""
    seal, found = seal_of(ctx.config), dict[int, bool]()
    written = (party.address for party in (*letter.to, *letter.copied))
    for address in (*msgspec.json.decode(mail_row.recipients), *written):
        named = tokens.ticket_of_address(seal, address)
        if named is not None:
            found[named.ticket_id] = found.get(named.ticket_id, False) or named.of_staff
    return found


def _by_references(ctx: Context, letter: Letter, mail_row: Row[Any]) -> Iterator[int]:
    """Of mails of the desk first, whose ids are signed; then of mails that it was sent."""
    seal = seal_of(ctx.config)
    # The last one is what was answered.
    ids = list(dict.fromkeys((*letter.in_reply_to, *reversed(letter.references))))
    for message_id in ids:
        ticket_id = tokens.ticket_of_message_id(seal, message_id)
        if ticket_id is not None:
            yield ticket_id
    if not ids:
        return
    known = select(inbound_mails.c.message_id, inbound_mails.c.ticket_id).where(
        inbound_mails.c.message_id.in_(ids),
        inbound_mails.c.ticket_id.is_not(None),
        inbound_mails.c.state == "ticket",
        inbound_mails.c.id != mail_row.id,
    )
    tickets = {row.message_id: row.ticket_id for row in ctx.db.rows(known)}
    yield from (tickets[message_id] for message_id in ids if message_id in tickets)


def _by_words(ctx: Context, letter: Letter) -> tuple[int, ...]:
    text = letter.text
    if len(text) > 2 * LOOKED_AT:
        text = f"{text[:LOOKED_AT]} {text[-LOOKED_AT:]}"
    return tokens.tickets_named(seal_of(ctx.config), f"{letter.subject}\n{text}")
