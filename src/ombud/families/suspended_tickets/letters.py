"""What a suspended ticket was made of, put together again, and its files for somebody else."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.attachments import queries as attachment_queries
from ombud.families.attachments import service, store
from ombud.families.attachments import shapes as attachment_shapes
from ombud.families.suspended_tickets import queries
from ombud.families.suspended_tickets.shapes import SuspendedTicketUpload
from ombud.mail.letter import Letter
from ombud.wire.context import Context

__all__ = ["copy_files", "letter_of"]


def letter_of(ctx: Context, row: Row[Any]) -> Letter:
    """The mail as it was read, with its files."""
    letter = msgspec.json.decode(queries.letter_of(ctx, row), type=Letter)
    if not letter.files:
        return letter
    kept = queries.files_of(ctx, [row]).get(row.upload_id or 0, [])
    files = tuple(
        replace(named, content=_content(ctx, file))
        for named, file in zip(letter.files, kept, strict=True)
    )
    return replace(letter, files=files)


def copy_files(ctx: Context, suspended_id: int) -> SuspendedTicketUpload:
    """An upload of the caller's with copies of the files; raises NotFound and Forbidden."""
    row = queries.find(ctx, suspended_id)
    upload = service.new_upload(ctx)
    for file in queries.files_of(ctx, [row]).get(row.upload_id or 0, []):
        _copy(ctx, upload.id, file)
    made: Sequence[Row[Any]] = attachment_queries.of_upload(ctx, upload.id)
    return SuspendedTicketUpload(token=upload.token, attachments=attachment_shapes.show(ctx, made))


def _copy(ctx: Context, upload_id: int, file: Row[Any]) -> None:
    content = _content(ctx, file)
    service.add_file(ctx, upload_id, file.file_name, content, file.content_type)


def _content(ctx: Context, file: Row[Any]) -> bytes:
    return store.path_of(ctx.account, file.sha256).read_bytes()
