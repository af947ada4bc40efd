"""The comments of a ticket as templates read them, the one that is being written among them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared
from ombud.families.attachments.linking import attachments_of
from ombud.families.attachments.shapes import Attachment, show
from ombud.families.placeholders.matter import Matter
from ombud.families.placeholders.records import Records
from ombud.families.placeholders.rows import Rows
from ombud.families.placeholders.signatures import Signatures
from ombud.families.tickets.draft import NewComment
from ombud.tables import attachments, comments, ticket_audits, uploads
from ombud.templating import Fragment
from ombud.templating.objects import AttachmentData, CommentData, Later, known
from ombud.wire.context import Context

__all__ = ["comments_of"]

# No message holds more of a conversation than this; the first comment is the description.
MOST = 200
OF_TICKET = comments.c.ticket_id == bindparam("ticket_id")
READ = select(comments, ticket_audits.c.via_channel).join(
    ticket_audits, ticket_audits.c.id == comments.c.audit_id
)
NEWEST = Prepared(
    READ.where(OF_TICKET).order_by(comments.c.created_at.desc(), comments.c.id.desc()).limit(MOST)
)
FIRST = Prepared(READ.where(OF_TICKET).order_by(comments.c.created_at, comments.c.id).limit(1))


def comments_of(ctx: Context, matter: Matter, rows: Rows, records: Records) -> list[CommentData]:
    """The first comment and the newest ones, from the oldest to the newest."""
    found = _stored(ctx, matter) if matter.is_stored else []
    rows.expect(row.author_id for row in found)
    files = attachments_of(ctx, [row.id for row in found])
    signatures = Signatures(ctx, matter, records)
    made = [
        CommentData(
            id=row.id,
            author=records.later(records.person, row.author_id),
            body=Fragment(row.plain_body, row.html_body),
            created_at=row.created_at,
            is_public=row.public,
            attachments=_files(files.get(row.id, ())),
            signature=_signature(signatures, row),
        )
        for row in found
    ]
    rows.expect(comment.author_id for comment in matter.unwritten)
    return made + [_of_draft(ctx, comment, records) for comment in matter.unwritten]


def _signature(signatures: Signatures, row: Row[Any]) -> Later[Fragment | None]:
    """Of what an agent says in public, unless by mail, where mail programs sign already.

    # Zendesk: signatures-in-mails (docs/quirks.md#signatures-in-mails)
    """
    if row.public and row.via_channel != "email":
        return Later(lambda: signatures.of(row.author_id))
    return known(None)


def _stored(ctx: Context, matter: Matter) -> list[Row[Any]]:
    found = list(ctx.db.rows(NEWEST, {"ticket_id": matter.id}))[::-1]
    if len(found) == MOST:
        first = ctx.db.row(FIRST, {"ticket_id": matter.id})
        if first is not None and first.id != found[0].id:
            found.insert(0, first)
    return found


def _of_draft(ctx: Context, comment: NewComment, records: Records) -> CommentData:
    return CommentData(
        id=None,
        author=records.later(records.person, comment.author_id),
        body=Fragment(comment.rendered.plain_body, comment.rendered.html_body),
        created_at=ctx.now,
        is_public=comment.public,
        attachments=_files(_waiting(ctx, comment.uploads)),
    )


def _waiting(ctx: Context, tokens: Sequence[str]) -> Sequence[Attachment]:
    """The files of uploads that the comment will take."""
    if not tokens:
        return []
    statement = (
        select(attachments)
        .join(uploads, uploads.c.id == attachments.c.upload_id)
        .where(uploads.c.token.in_(tokens), uploads.c.expires_at > ctx.now)
        .order_by(attachments.c.id)
    )
    return show(ctx, ctx.db.rows(statement))


def _files(found: Sequence[Attachment]) -> list[AttachmentData]:
    return [AttachmentData(each.file_name, each.content_url) for each in found if not each.deleted]
