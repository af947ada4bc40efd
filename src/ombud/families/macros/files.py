"""The files of macros: kept without a macro for a while, at most five for each."""

from collections.abc import Sequence

from sqlalchemy import delete, update

from ombud.families.attachments.standing import forget_picture, keep_file
from ombud.families.macros import queries
from ombud.tables import macro_attachments
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, TooLarge
from ombud.wire.forms import FormFile

__all__ = ["add", "adopt", "forget"]

MOST = 5
THREE_DAYS = 3 * 86_400


def add(ctx: Context, file: FormFile, name: str | None, macro_id: int | None) -> int:
    """Keep a file for a macro, or for one that is still to be made; its id.

    Raises Invalid and TooLarge.
    """
    if len(file.content) > ctx.config.attachment_limit:
        raise TooLarge(ctx.config.attachment_limit, "AttachmentTooLarge")
    if macro_id is None:
        forget(ctx, queries.unused_attachments(ctx, before=ctx.now - THREE_DAYS))
    elif len(queries.attachment_ids(ctx, [macro_id]).get(macro_id, ())) >= MOST:
        raise _too_many()
    attachment_id = keep_file(ctx, file, name or file.file_name)
    ctx.db.insert(
        macro_attachments,
        attachment_id=attachment_id,
        macro_id=macro_id,
        author_id=ctx.actor.id,
        created_at=ctx.now,
    )
    return attachment_id


def adopt(ctx: Context, macro_id: int, ids: Sequence[int]) -> None:
    """Let these be the files of a macro: its own and new ones of the caller; raises Invalid."""
    if len(set(ids)) > MOST:
        raise _too_many()
    before = queries.attachment_ids(ctx, [macro_id]).get(macro_id, [])
    new = set(ids) - set(before)
    unknown = new - set(queries.unused_attachments(ctx, new))
    if unknown:
        raise Invalid.invalid("attachments", min(unknown))
    forget(ctx, [attachment_id for attachment_id in before if attachment_id not in ids])
    if new:
        mine = update(macro_attachments).where(macro_attachments.c.attachment_id.in_(new))
        ctx.db.run(mine.values(macro_id=macro_id))


def forget(ctx: Context, ids: Sequence[int]) -> None:
    """Delete files of macros."""
    for attachment_id in ids:
        mine = macro_attachments.c.attachment_id == attachment_id
        ctx.db.run(delete(macro_attachments).where(mine))
        forget_picture(ctx, attachment_id)


def _too_many() -> Invalid:
    return Invalid.one("attachments", f"Attachments: a macro can have {MOST} files")
