"""Taking the content out of files for good; their rows stay, so that comments still add up."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update

from ombud.families.attachments import store
from ombud.families.attachments.sweeping import sweep_later
from ombud.families.erasure import erase_words
from ombud.families.required import existing
from ombud.families.ticket_comments import queries as comment_queries
from ombud.families.tickets import desk
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets.announcing import announce_draft
from ombud.families.tickets.draft import draft_of
from ombud.families.tickets.status import refuse_closed
from ombud.families.tickets.via import API
from ombud.families.tickets.writing import record
from ombud.tables import attachments
from ombud.wire.context import Context

__all__ = ["empty_files", "redact"]

REDACTED = {
    "file_name": "redacted.txt",
    "content_type": "text/plain",
    "size": 0,
    "sha256": store.EMPTY,
    "width": None,
    "height": None,
    "deleted": True,
}


def redact(ctx: Context, ticket_id: int, comment_id: int, attachment_id: int) -> Row[Any]:
    """Empty one file of a comment; its row. Raises NotFound, and Invalid on a closed ticket."""
    ticket_queries.find(ctx, ticket_id)
    draft = draft_of(
        ticket_queries.lock(ctx, ticket_id), ctx.db.cached(desk.load), API, ctx.actor.id or -1
    )
    comment_queries.find(ctx, ticket_id, comment_id)
    row = _find(ctx, comment_id, attachment_id)
    refuse_closed(draft)
    if row.deleted:
        return row
    empty_files(ctx, [attachment_id])
    erase_words(ctx, ticket_id, ())
    event = {"attachment_id": attachment_id, "comment_id": comment_id}
    draft.events.append({"type": "AttachmentRedactionEvent", **event})
    record(ctx, draft)
    announce_draft(ctx, draft)
    return _find(ctx, comment_id, attachment_id)


def empty_files(ctx: Context, attachment_ids: Sequence[int]) -> None:
    """Make these files empty; what they held is removed unless another file has it as well."""
    mine = attachments.c.id.in_(attachment_ids)
    contents = ctx.db.values(select(attachments.c.sha256).where(mine))
    if contents:
        store.put(ctx.account, store.EMPTY, b"")
        ctx.db.run(update(attachments).where(mine).values(**REDACTED))
        sweep_later(ctx, contents)


def _find(ctx: Context, comment_id: int, attachment_id: int) -> Row[Any]:
    statement = select(attachments).where(
        attachments.c.id == attachment_id, attachments.c.comment_id == comment_id
    )
    return existing(ctx.db.row(statement))
