"""Takes words of a ticket out of what left the desk or is about to; nobody can bring them back."""

import html
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, select, update

from ombud.families.ticket_comments.blackening import cover_words
from ombud.families.ticket_comments.rendering import text_of
from ombud.tables import deliveries, delivery_attempts
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = ["forget_ticket", "forget_words"]

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


def forget_words(ctx: Context, ticket_id: int, words: Sequence[str]) -> None:
    """Empty what was sent of the ticket, and cover the words in what may still be sent.

    The attempts lose what they sent and what came back.
    """
    mine = deliveries.c.ticket_id == ticket_id
    _forget_attempts(ctx, mine)
    ctx.db.run(update(deliveries).where(mine, deliveries.c.state.in_(OVER)).values(**WORDLESS))
    if not words:
        return
    for row in ctx.db.rows(select(deliveries).where(mine, deliveries.c.state.in_(STANDING))):
        changed = _covered(row, words)
        if changed:
            ctx.db.update(deliveries, row.id, changed)


def forget_ticket(ctx: Context, ticket_id: int) -> None:
    """Empty all that left of the ticket; nothing more of it leaves."""
    mine = deliveries.c.ticket_id == ticket_id
    _forget_attempts(ctx, mine)
    standing = update(deliveries).where(mine, deliveries.c.state.in_(STANDING))
    ctx.db.run(standing.values(state="dropped", problem=GONE, completed_at=ctx.now))
    ctx.db.run(update(deliveries).where(mine).values(**WORDLESS))


def _forget_attempts(ctx: Context, of_deliveries: ColumnElement[bool]) -> None:
    ids = select(deliveries.c.id).where(of_deliveries).scalar_subquery()
    made = update(delivery_attempts).where(delivery_attempts.c.delivery_id.in_(ids))
    ctx.db.run(made.values(request="{}", response="{}"))


def _covered(row: Row[Any], words: Sequence[str]) -> dict[str, Any]:
    """The columns that are others without the words."""
    changed = {
        "subject": _text(row.subject, words),
        "body_text": _text(row.body_text, words),
        "body_html": _page(row.body_html, words),
        "payload": row.payload if row.kind == "email" else _message(row.payload, words),
    }
    return {name: value for name, value in changed.items() if value != row._mapping[name]}


def _text(text: str | None, words: Sequence[str]) -> str | None:
    return None if text is None else cover_words(text, words)


def _page(page: str | None, words: Sequence[str]) -> str | None:
    """The page, or none where its markup hides some of the words: the text alone is sent then."""
    if page is None:
        return None
    covered = cover_words(page, _as_written(words))
    read = text_of(covered)
    return covered if cover_words(read, words) == read else None


def _value(value: Any, words: Sequence[str]) -> Any:
    """A message and what it holds, also where that is JSON in a text."""
    if isinstance(value, dict):
        return {name: _value(item, words) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(item, words) for item in value]
    return _message(value, words) if isinstance(value, str) else value


def _message(text: str, words: Sequence[str]) -> str:
    if text[:1] in {"{", "["}:
        try:
            inner = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return cover_words(text, _as_written(words))
        covered = _value(inner, words)
        return text if covered == inner else as_json(covered)
    return cover_words(text, _as_written(words))


def _as_written(words: Sequence[str]) -> list[str]:
    """The words, and how they are written in HTML and XML."""
    return [*words, *(html.escape(word) for word in words)]
