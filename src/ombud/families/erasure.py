"""How far erasing reaches: to whatever else in the desk repeats what is erased.

What cannot be edited is removed; in the caller's transaction, but files by jobs that it leaves.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from ombud.families.deliveries import redacting
from ombud.families.inbound_mails.forgetting import forget_mails, remove_raw
from ombud.families.suspended_tickets.erasing import cover_held, forget_held
from ombud.families.target_failures.forgetting import forget_messages
from ombud.tables import (
    folded,
    inbound_mails,
    suspended_tickets,
    target_failures,
    ticket_audits,
    tickets,
)
from ombud.wire.context import Context

__all__ = ["erase_person", "erase_ticket", "erase_words", "made_by"]


def erase_words(ctx: Context, ticket_id: int, words: Sequence[str]) -> None:
    """Something of a ticket was redacted: these words, or a file.

    # Zendesk: reach-of-erasure (docs/quirks.md#reach-of-erasure)
    """
    redacting.forget_words(ctx, ticket_id, words)
    remove_raw(ctx, inbound_mails.c.ticket_id == ticket_id)
    cover_held(ctx, suspended_tickets.c.ticket_id == ticket_id, words)
    forget_messages(ctx, target_failures.c.ticket_id == ticket_id)


def erase_ticket(ctx: Context, ticket_id: int) -> None:
    """A ticket was deleted for good: its mails, also those that wait to become answers."""
    redacting.forget_ticket(ctx, ticket_id)
    forget_mails(ctx, inbound_mails.c.ticket_id == ticket_id)
    forget_held(ctx, suspended_tickets.c.ticket_id == ticket_id, redacting.GONE)
    forget_messages(ctx, target_failures.c.ticket_id == ticket_id)


def erase_person(ctx: Context, user: Row[Any]) -> None:
    """A user is deleted for good: what they sent, what was sent to them, messages about them.

    `user` is the row as it is before. Whoever has the address since then is somebody else.
    """
    redacting.forget_person(ctx, user.id)
    forget_mails(ctx, made_by(user.id))
    forget_held(ctx, suspended_tickets.c.author_id == user.id, redacting.NOBODY)
    mine = select(tickets.c.id).where(tickets.c.requester_id == user.id)
    forget_messages(ctx, target_failures.c.ticket_id.in_(mine))
    if user.email:
        _erase_address(ctx, user.email.lower(), user.deleted_at)


def made_by(user_id: int) -> ColumnElement[bool]:
    """The mails of which somebody's tickets and comments were made."""
    written = ticket_audits.c.author_id == user_id
    of_tickets = select(ticket_audits.c.ticket_id).where(written)
    of_audits = select(ticket_audits.c.id).where(written)
    return inbound_mails.c.ticket_id.in_(of_tickets) & inbound_mails.c.audit_id.in_(of_audits)


def _erase_address(ctx: Context, address: str, until: int) -> None:
    """The same by the address, up to a time: by itself, so that each statement finds its index."""
    redacting.forget_address(ctx, address, until)
    sent = (inbound_mails.c.sender == address) & (inbound_mails.c.received_at <= until)
    forget_mails(ctx, sent)
    held = folded(suspended_tickets.c.author_email) == address
    forget_held(ctx, held & (suspended_tickets.c.created_at <= until), redacting.NOBODY)
