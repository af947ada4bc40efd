"""Takes words of a ticket out of what left the desk or is about to; nobody can bring them back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from ombud.families.deliveries.copies import forget_copies
from ombud.families.ticket_comments.covering import in_message, in_page, in_text
from ombud.tables import deliveries, delivery_attempts, folded, tickets
from ombud.wire.context import Context

__all__ = ["forget_address", "forget_person", "forget_ticket", "forget_words", "sent_to"]

# What may still be sent, the dead ones by a retry.
STANDING = ("queued", "sending", "dead")
OVER = ("sent", "dropped")
WORDLESS: dict[str, str | None] = {
    "subject": None,
    "body_text": None,
    "body_html": None,
    "payload": "{}",
}
GONE = "The ticket was deleted for good."
NOBODY = "The user was deleted for good."


def forget_words(ctx: Context, ticket_id: int, words: Sequence[str]) -> None:
    """Empty what was sent of the ticket, and cover the words in what may still be sent.

    The attempts lose what they sent and what came back, and copies of mails are removed.
    """
    mine = deliveries.c.ticket_id == ticket_id
    _empty_sent(ctx, mine)
    if not words:
        return
    for row in ctx.db.rows(select(deliveries).where(mine, deliveries.c.state.in_(STANDING))):
        changed = _covered(row, words)
        if changed:
            ctx.db.update(deliveries, row.id, changed)


def forget_ticket(ctx: Context, ticket_id: int) -> None:
    """Empty all that left of the ticket; nothing more of it leaves."""
    _forget(ctx, deliveries.c.ticket_id == ticket_id, GONE)


def forget_person(ctx: Context, user_id: int) -> None:
    """Empty all that was sent to somebody, and events about them; nothing more of it leaves.

    Of messages about their tickets those are emptied that were sent.
    """
    _forget(ctx, deliveries.c.recipient_id == user_id, NOBODY)
    _forget(ctx, deliveries.c.user_id == user_id, NOBODY)
    asked_for = select(tickets.c.id).where(tickets.c.requester_id == user_id)
    _empty_sent(ctx, deliveries.c.ticket_id.in_(asked_for) & (deliveries.c.kind != "email"))


def forget_address(ctx: Context, address: str, until: int) -> None:
    """The same for what went to an address, in lower case, that was somebody's until then."""
    _forget(ctx, sent_to(address) & (deliveries.c.created_at <= until), NOBODY)


def sent_to(address: str) -> ColumnElement[bool]:
    """What went to an address, in lower case; SQLite asks for the index's own words."""
    return deliveries.c.address.is_not(None) & (folded(deliveries.c.address) == address)


def _forget(ctx: Context, mine: ColumnElement[bool], reason: str) -> None:
    _forget_sent(ctx, mine)
    standing = update(deliveries).where(mine, deliveries.c.state.in_(STANDING))
    ctx.db.run(standing.values(state="dropped", problem=reason, completed_at=ctx.now))
    ctx.db.run(update(deliveries).where(mine).values(address=None, **WORDLESS))


def _empty_sent(ctx: Context, mine: ColumnElement[bool]) -> None:
    _forget_sent(ctx, mine)
    ctx.db.run(update(deliveries).where(mine, deliveries.c.state.in_(OVER)).values(**WORDLESS))


def _forget_sent(ctx: Context, of_deliveries: ColumnElement[bool]) -> None:
    """What attempts sent and got back, and the copies that the desk kept of mails."""
    ids = select(deliveries.c.id).where(of_deliveries).scalar_subquery()
    made = update(delivery_attempts).where(delivery_attempts.c.delivery_id.in_(ids))
    ctx.db.run(made.values(request="{}", response="{}"))
    forget_copies(ctx, of_deliveries)


def _covered(row: Row[Any], words: Sequence[str]) -> dict[str, Any]:
    """The columns that are others without the words."""
    changed = {
        "subject": in_text(row.subject, words),
        "body_text": in_text(row.body_text, words),
        "body_html": in_page(row.body_html, words),
        "payload": row.payload if row.kind == "email" else in_message(row.payload, words),
    }
    return {name: value for name, value in changed.items() if value != row._mapping[name]}
