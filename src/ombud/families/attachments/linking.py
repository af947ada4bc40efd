"""Binds uploaded files to comments, and finds the files of comments."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from ombud.db import Prepared, among
from ombud.families.attachments.shapes import Attachment, show
from ombud.tables import attachments, comments, uploads
from ombud.values.tokens import new_token
from ombud.wire.context import Context

__all__ = ["attach_uploads", "attachments_of", "copy_attachments"]

# Made once, because every change of a ticket reads them.
OF_COMMENTS = Prepared(
    select(attachments)
    .where(among(attachments.c.comment_id, "comment_ids"))
    .order_by(attachments.c.id)
)


def attach_uploads(
    ctx: Context, tokens: Sequence[str], comment_id: int, *, of_strangers: bool = False
) -> list[int]:
    """Give the files of these uploads to a comment; their ids. Tokens are good once.

    `of_strangers` takes what was uploaded without signing in, which nothing else does. Unknown,
    expired and used tokens are ignored, as the real API does.
    # Zendesk: upload-tokens (docs/quirks.md#upload-tokens)
    """
    owner = uploads.c.user_id
    known = select(uploads.c.id).where(
        uploads.c.token.in_(tokens),
        uploads.c.expires_at > ctx.now,
        owner.is_(None) if of_strangers else owner.is_not(None),
    )
    # Of two comments that want the same files, the second one finds them taken.
    mine = ctx.db.values(known.with_for_update())
    waiting = (
        select(attachments.c.id)
        .where(attachments.c.upload_id.in_(mine), attachments.c.comment_id.is_(None))
        .order_by(attachments.c.id)
    )
    ids = ctx.db.values(waiting)
    if ids:
        taken = {"comment_id": comment_id, "upload_id": None}
        ctx.db.run(update(attachments).where(attachments.c.id.in_(ids)).values(**taken))
        _note_pictures(ctx, ids, comment_id)
    if mine:
        ctx.db.run(delete(uploads).where(uploads.c.id.in_(mine)))
    return ids


def _note_pictures(ctx: Context, ids: Sequence[int], comment_id: int) -> None:
    """Files that the comment shows in its text are inline: lists leave them out unless asked.

    # Zendesk: inline-pictures
    """
    html = ctx.db.value(select(comments.c.html_body).where(comments.c.id == comment_id)) or ""
    rows = ctx.db.rows(select(attachments).where(attachments.c.id.in_(ids)))
    shown = [row.id for row in rows if f"/attachments/token/{row.token}" in html]
    if shown:
        ctx.db.run(update(attachments).where(attachments.c.id.in_(shown)).values(inline=True))


def attachments_of(ctx: Context, comment_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """The files of each comment that has some."""
    if not comment_ids:
        return {}
    rows = ctx.db.rows(OF_COMMENTS, {"comment_ids": comment_ids})
    found: dict[int, list[Attachment]] = {}
    for row, shape in zip(rows, show(ctx, rows), strict=True):
        found.setdefault(row.comment_id, []).append(shape)
    return found


def copy_attachments(ctx: Context, ticket_ids: Sequence[int], audit_id: int) -> int:
    """Give the comment of an audit its own copies of all files of these tickets; the comment's id."""
    comment_id: int = ctx.db.value(select(comments.c.id).where(comments.c.audit_id == audit_id))
    statement = (
        select(attachments)
        .join(comments, comments.c.id == attachments.c.comment_id)
        .where(comments.c.ticket_id.in_(ticket_ids), attachments.c.deleted.is_(False))
        .order_by(attachments.c.id)
    )
    for row in ctx.db.rows(statement):
        copy = {**row._mapping, "token": new_token(), "comment_id": comment_id}
        del copy["id"]
        ctx.db.insert(attachments, **copy)
    return comment_id
