"""Mails that were held back and tell of what is to be erased: covered, or taken away."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, select

from ombud.families.inbound_mails.forgetting import forget_mails, remove_raw
from ombud.families.suspended_tickets.removing import drop
from ombud.families.ticket_comments.blackening import cover_words
from ombud.families.ticket_comments.covering import in_page
from ombud.mail.letter import Letter
from ombud.tables import inbound_mails, suspended_tickets
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["cover_held", "forget_held"]


def cover_held(ctx: Context, held: ColumnElement[bool], words: Sequence[str]) -> None:
    """Cover the words in these, and remove the mails as they came."""
    remove_raw(ctx, _mails_of(held))
    for row in ctx.db.rows(select(suspended_tickets).where(held)) if words else ():
        ctx.db.update(suspended_tickets, row.id, _covered(row, words))


def forget_held(ctx: Context, held: ColumnElement[bool], reason: str) -> None:
    """Delete these with their files and mails."""
    forget_mails(ctx, _mails_of(held))
    drop(ctx, held, reason)


def _mails_of(held: ColumnElement[bool]) -> ColumnElement[bool]:
    return inbound_mails.c.id.in_(select(suspended_tickets.c.inbound_mail_id).where(held))


def _covered(row: Row[Any], words: Sequence[str]) -> dict[str, Any]:
    letter = msgspec.json.decode(row.letter, type=Letter)
    covered = replace(
        letter,
        subject=cover_words(letter.subject, words),
        text=cover_words(letter.text, words),
        new_text=cover_words(letter.new_text, words),
        html=in_page(letter.html, words),
        new_html=in_page(letter.new_html, words),
    )
    return {
        "subject": cover_words(row.subject, words),
        "content": cover_words(row.content, words),
        "letter": as_json(covered),
    }
