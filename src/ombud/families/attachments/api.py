"""Operations on files, in the order of the reference, and the address that gives them out."""

from ombud.families.attachments import content as contents
from ombud.families.attachments import queries, service
from ombud.families.attachments.redacting import redact
from ombud.families.attachments.shapes import (
    Attachment,
    AttachmentChange,
    Upload,
    UploadQuery,
    show,
)
from ombud.families.attachments.sweeping import JOBS
from ombud.wire.answers import Created, File, Nothing, One
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put

__all__ = ["JOBS"]


@get("/attachments/{attachment_id}", name="ShowAttachment", role="agents")
def show_attachment(ctx: Context, attachment_id: int) -> One[Attachment]:
    """One file."""
    return One(show(ctx, [queries.find(ctx, attachment_id)])[0])


@put("/attachments/{attachment_id}", name="UpdateAttachment", role="admins")
def update_attachment(
    ctx: Context, attachment_id: int, attachment: AttachmentChange
) -> One[Attachment]:
    """Say whether a file may be opened whatever a scan says of it."""
    service.change_attachment(ctx, attachment_id, attachment)
    return show_attachment(ctx, attachment_id)


@post("/uploads", name="UploadFiles", role="anyone")
def create_upload(ctx: Context, query: UploadQuery, content: bytes) -> Created[Upload]:
    """Store a file until it is attached; a token makes it join an earlier upload.

    Who may create requests without signing in may upload files for them.
    """
    made = service.upload(ctx, query, content)
    return Created(made, made.attachment.url)


@delete("/uploads/{token}", name="DeleteUpload", role="end_users")
def delete_upload(ctx: Context, token: str) -> Nothing:
    """Take back files that were not attached yet."""
    service.delete_upload(ctx, token)
    return Nothing()


@put(
    "/tickets/{ticket_id}/comments/{comment_id}/attachments/{attachment_id}/redact",
    name="RedactCommentAttachment",
    role="agents",
    permission="redact_ticket_content",
)
def redact_attachment(
    ctx: Context, ticket_id: int, comment_id: int, attachment_id: int
) -> One[Attachment]:
    """Empty a file of a comment for good."""
    return One(show(ctx, [redact(ctx, ticket_id, comment_id, attachment_id)])[0])


@get("//attachments/token/{token}", name="ShowAttachmentContent", role="anyone")
def show_attachment_content(ctx: Context, token: str) -> File:
    """The file itself, to be saved; pictures may be shown."""
    return contents.give_out(ctx, token)
