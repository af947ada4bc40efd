"""Uploading files and taking uploads back."""

from typing import Any

from sqlalchemy import Row, update

from ombud.families.account_settings import settings
from ombud.families.attachments import kinds, pictures, queries, store, sweeping
from ombud.families.attachments.shapes import AttachmentChange, Upload, UploadQuery, show_upload
from ombud.tables import attachments, uploads
from ombud.values.tokens import new_token
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, NotFound, TooManyRequests, Unauthenticated

__all__ = ["add_file", "change_attachment", "delete_upload", "new_upload", "upload"]

THREE_DAYS, AN_HOUR = 3 * 86_400, 3600
# What strangers may leave lying, in files of the largest size: nobody is to fill the disk.
MOST_OF_STRANGERS = 20
TOO_MANY = "Too many files of people who did not sign in wait to be attached. Try again later."


def upload(ctx: Context, query: UploadQuery, content: bytes) -> Upload:
    """Store a file, in a new upload or in one that waits already.

    Raises Invalid, and of strangers Unauthenticated or TooManyRequests.
    """
    if ctx.actor.role == "anonymous":
        _check_stranger(ctx)
    row = _joined(ctx, query.token) if query.token else new_upload(ctx)
    add_file(ctx, row.id, query.filename, content)
    sweeping.expire_later(ctx)
    return show_upload(ctx, row, queries.of_upload(ctx, row.id))


def new_upload(ctx: Context) -> Row[Any]:
    """An upload of the caller's, without files as yet."""
    token = new_token()
    ctx.db.insert(
        uploads,
        token=token,
        user_id=ctx.actor.id,
        created_at=ctx.now,
        expires_at=ctx.now + THREE_DAYS,
    )
    return queries.find_upload(ctx, token)


def add_file(
    ctx: Context, upload_id: int, name: str, content: bytes, content_type: str | None = None
) -> int:
    """Store a content and give it to an upload; the id of the attachment.

    Without a type, that of the request counts where the name says none.
    """
    if content_type is None:
        content_type = ctx.request.headers.get("content-type", "")
    sha256 = store.address(content)
    queries.lock_content(ctx, sha256)
    store.put(ctx.account, sha256, content)
    clean = kinds.file_name(name)
    width, height = pictures.size_of(content) or (None, None)
    return ctx.db.insert(
        attachments,
        token=new_token(),
        file_name=clean,
        content_type=kinds.type_of(clean, content_type),
        size=len(content),
        sha256=sha256,
        width=width,
        height=height,
        upload_id=upload_id,
        created_at=ctx.now,
    )


def delete_upload(ctx: Context, token: str) -> None:
    """Take an upload back before it was attached; raises NotFound."""
    sweeping.remove_uploads(ctx, [queries.find_upload(ctx, token).id])


def change_attachment(ctx: Context, attachment_id: int, change: AttachmentChange) -> None:
    """Let a file be opened although a scan said otherwise, or not; raises NotFound."""
    row = queries.find(ctx, attachment_id)
    override = change.malware_access_override
    if override is not UNSET and override is not None:
        mine = update(attachments).where(attachments.c.id == row.id)
        ctx.db.run(mine.values(malware_access_override=override))


def _check_stranger(ctx: Context) -> None:
    """Only requests are made without signing in, so only for them files are taken.

    # Zendesk: anonymous-uploads (docs/quirks.md#anonymous-uploads)
    """
    if not ctx.db.cached(settings.load).flag("user.anonymous_requests"):
        raise Unauthenticated
    if queries.size_of_strangers(ctx) >= MOST_OF_STRANGERS * ctx.config.attachment_limit:
        raise TooManyRequests(AN_HOUR, "TooManyUploads", TOO_MANY)


def _joined(ctx: Context, token: str) -> Row[Any]:
    try:
        return queries.find_upload(ctx, token)
    except NotFound as error:
        description = f"Token: {token} is not valid, or was used, or has expired"
        raise Invalid.one("token", description) from error
