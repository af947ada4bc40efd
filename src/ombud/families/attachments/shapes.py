"""The attachment object, the upload that brings attachments, and what may be changed of them."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import quote

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe
from ombud.wire.context import Context

__all__ = [
    "Attachment",
    "AttachmentChange",
    "Upload",
    "UploadQuery",
    "content_url",
    "show",
    "show_upload",
]


class Attachment(Shape):
    """One file as callers see it. Nothing is scanned and no thumbnails are made."""

    root: ClassVar[str] = "attachment"
    roots: ClassVar[str] = "attachments"

    url: str
    id: int
    file_name: str
    content_url: str
    mapped_content_url: str
    content_type: str
    size: int
    # Zendesk: picture-size (docs/quirks.md#picture-size)
    width: str | None
    height: str | None
    inline: bool
    deleted: bool
    malware_access_override: bool
    malware_scan_result: str = "not_scanned"
    thumbnails: list[Any] = msgspec.field(default_factory=list)


class AttachmentChange(Change):
    """An admin may say that a file is harmless."""

    malware_access_override: Maybe[bool] = UNSET


class Upload(Shape):
    """Files that wait to be attached, and the token that attaches them once."""

    root: ClassVar[str] = "upload"
    roots: ClassVar[str] = "uploads"

    token: str
    expires_at: str
    attachments: list[Attachment]
    # The file of this request.
    attachment: Attachment


class UploadQuery(msgspec.Struct):
    """The name of the file, and the token of an upload that it joins."""

    filename: str
    token: str = ""


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Attachment]:
    """The attachments of these rows."""
    return [_attachment(ctx, row) for row in rows]


def show_upload(ctx: Context, upload: Row[Any], rows: Sequence[Row[Any]]) -> Upload:
    """The upload with its files, the newest of which is the last."""
    files = show(ctx, rows)
    return Upload(
        token=upload.token,
        expires_at=iso(upload.expires_at),
        attachments=files,
        attachment=files[-1],
    )


def content_url(ctx: Context, token: str, file_name: str) -> str:
    """Where everybody who has the token gets the file."""
    return f"{ctx.links.base_url}/attachments/token/{token}/?name={quote(file_name, safe='')}"


def _attachment(ctx: Context, row: Row[Any]) -> Attachment:
    url = content_url(ctx, row.token, row.file_name)
    return Attachment(
        url=ctx.links.api(f"/attachments/{row.id}"),
        id=row.id,
        file_name=row.file_name,
        content_url=url,
        mapped_content_url=url,
        content_type=row.content_type,
        size=row.size,
        width=None if row.width is None else str(row.width),
        height=None if row.height is None else str(row.height),
        inline=row.inline,
        deleted=row.deleted,
        malware_access_override=row.malware_access_override,
    )
