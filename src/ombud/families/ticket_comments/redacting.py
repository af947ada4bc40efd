"""Takes words out of a comment wherever the desk keeps them; nobody can bring them back."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Row, update

from ombud.families.attachments.linking import attachments_of
from ombud.families.attachments.redacting import empty_files
from ombud.families.erasure import erase_words
from ombud.families.ticket_comments import queries
from ombud.families.ticket_comments.blackening import (
    Blackened,
    blacken,
    blacken_marked,
    cover_words,
)
from ombud.families.ticket_comments.rendering import LONGEST, Rendered
from ombud.families.tickets import desk
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.announcing import announce_draft
from ombud.families.tickets.draft import Draft, draft_of
from ombud.families.tickets.indexing import reindex
from ombud.families.tickets.status import refuse_closed
from ombud.families.tickets.via import API
from ombud.families.tickets.writing import record
from ombud.tables import comments, idempotency_keys, ticket_audits
from ombud.values.text import as_json
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["check_may_redact", "redact_marked", "redact_text"]

# Events that repeat nothing of what was said; comments themselves live in a table of their own.
PLAIN_EVENTS = frozenset({"Create", "Change", "Comment", "VoiceComment"})
TEXTS = frozenset(
    {"body", "html_body", "plain_body", "subject", "message", "text", "value", "transcription_text"}
)


def redact_text(ctx: Context, ticket_id: int, comment_id: int, text: str) -> Row[Any]:
    """Cover every occurrence of the text; the comment as it is afterwards.

    Raises Invalid for a closed ticket. Text that does not occur changes nothing.
    """
    draft = _begin(ctx, ticket_id)
    comment = queries.find(ctx, ticket_id, comment_id)
    if not text.strip():
        raise Invalid.blank("text")
    refuse_closed(draft)
    return _finish(ctx, draft, comment, blacken(_rendered(comment), text[:LONGEST]))


def redact_marked(
    ctx: Context,
    ticket_id: int,
    comment_id: int,
    html_body: str | None,
    attachment_urls: Sequence[str],
) -> Row[Any]:
    """Cover what is marked in the comment's HTML, and empty the files with these addresses.

    Closed tickets allow it too. Raises Invalid when the HTML without its marks is not that of
    the comment.
    """
    draft = _begin(ctx, ticket_id)
    comment = queries.find(ctx, ticket_id, comment_id)
    before = _rendered(comment)
    try:
        blackened = blacken_marked(before, before.html_body if html_body is None else html_body)
    except ValueError as error:
        raise Invalid.one("html_body", f"Html body: {error}") from error
    _empty_files(ctx, draft, comment.id, [*attachment_urls, *blackened.addresses])
    return _finish(ctx, draft, comment, blackened)


def check_may_redact(ctx: Context) -> None:
    """Whoever may delete tickets may redact; custom roles can grant it alone."""
    if not (ctx.actor.may("redact_ticket_content") or ctx.actor.may("delete_tickets")):
        raise Forbidden


def _begin(ctx: Context, ticket_id: int) -> Draft:
    """The ticket for a caller who may redact; locked before the comment is read."""
    check_may_redact(ctx)
    ticket_queries.find(ctx, ticket_id)
    row = ticket_queries.lock(ctx, ticket_id)
    return draft_of(row, ctx.db.cached(desk.load), API, ctx.actor.id or -1)


def _rendered(comment: Row[Any]) -> Rendered:
    return Rendered(comment.body, comment.html_body, comment.plain_body)


def _empty_files(ctx: Context, draft: Draft, comment_id: int, urls: Sequence[str]) -> None:
    paths = {urlsplit(url).path for url in urls}
    files = attachments_of(ctx, [comment_id]).get(comment_id, [])
    ids = [
        file.id for file in files if urlsplit(file.content_url).path in paths and not file.deleted
    ]
    empty_files(ctx, ids)
    draft.events += [
        {"type": "AttachmentRedactionEvent", "attachment_id": file_id, "comment_id": comment_id}
        for file_id in ids
    ]


def _finish(ctx: Context, draft: Draft, comment: Row[Any], blackened: Blackened) -> Row[Any]:
    if blackened.rendered != _rendered(comment):
        _replace(ctx, draft, comment, blackened)
        draft.events.append({"type": "CommentRedactionEvent", "comment_id": comment.id})
    if draft.events:
        erase_words(ctx, draft.id, blackened.words)
    record(ctx, draft)
    announce_draft(ctx, draft)
    reindex(ctx, draft.after)
    return queries.find(ctx, draft.id, comment.id)


def _replace(ctx: Context, draft: Draft, comment: Row[Any], blackened: Blackened) -> None:
    new = blackened.rendered
    forms = {"body": new.body, "html_body": new.html_body, "plain_body": new.plain_body}
    data = _without(msgspec.json.decode(comment.data), blackened.words)
    values = {**forms, "data": as_json(data)}
    ctx.db.run(update(comments).where(comments.c.id == comment.id).values(**values))
    if comment.id == queries.first_id(ctx, draft.id):
        draft.after["description"] = new.body
    _clean_audits(ctx, draft.id, blackened.words)
    _clean_answers(ctx, draft, comment.id, forms, blackened.words)


def _clean_audits(ctx: Context, ticket_id: int, words: Sequence[str]) -> None:
    """Messages that were sent out may repeat the comment."""
    for row in queries.audits(ctx, ticket_id):
        events = msgspec.json.decode(row.events)
        cleaned = _clean_events(events, words)
        if cleaned != events:
            values = {"events": as_json(cleaned)}
            ctx.db.run(update(ticket_audits).where(ticket_audits.c.id == row.id).values(**values))


def _clean_events(events: list[dict[str, Any]], words: Sequence[str]) -> list[dict[str, Any]]:
    return [event if event["type"] in PLAIN_EVENTS else _without(event, words) for event in events]


def _without(value: Any, words: Sequence[str], key: str = "") -> Any:
    """A JSON value without these words where it holds text that people wrote."""
    if isinstance(value, dict):
        return {name: _without(item, words, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_without(item, words, key) for item in value]
    return cover_words(value, words) if isinstance(value, str) and key in TEXTS else value


def _clean_answers(
    ctx: Context, draft: Draft, comment_id: int, forms: dict[str, str], words: Sequence[str]
) -> None:
    """What a repeated creation would be told is what it was told, without the words."""
    for row in queries.answers_kept(ctx, draft.id):
        answer = msgspec.json.decode(row.answer)
        answer["ticket"]["description"] = draft.after["description"]
        audit = answer["audit"]
        audit["events"] = _clean_events(audit["events"], words)
        for event in audit["events"]:
            if event["id"] == comment_id:
                event.update(forms)
        values = {"answer": as_json(answer)}
        mine = idempotency_keys.c.key == row.key
        ctx.db.run(update(idempotency_keys).where(mine).values(**values))
