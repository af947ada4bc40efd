"""Files that belong to no comment, such as photos of users: anybody who asks may see them.

A thumbnail is a row of its own; nothing here makes a picture smaller, so it has the same content.
"""

from collections.abc import Collection
from pathlib import PurePath

from sqlalchemy import delete, or_, select

from ombud.families.attachments import kinds, pictures, store
from ombud.families.attachments.queries import lock_content
from ombud.families.attachments.shapes import Attachment, show
from ombud.families.attachments.sweeping import sweep_later
from ombud.tables import attachments
from ombud.values.tokens import new_token
from ombud.wire.context import Context
from ombud.wire.errors import Invalid
from ombud.wire.forms import FormFile

__all__ = ["forget_picture", "keep_file", "keep_picture", "pictures_by_id"]


def keep_picture(ctx: Context, file: FormFile, attribute: str, largest: int) -> int:
    """Store a picture of at most `largest` bytes with its thumbnail; the id of the attachment.

    Raises Invalid about the attribute when it is no picture that every browser shows.
    """
    extension = pictures.extension_of(file.content)
    label = attribute.capitalize()
    if len(file.content) > largest:
        description = f"{label}: is too large (maximum is {largest} bytes)"
        raise Invalid.one(attribute, description, "ValueTooLarge")
    if extension is None:
        raise Invalid.one(attribute, f"{label}: must be a PNG, JPEG, GIF or WebP picture")
    sha256 = store.address(file.content)
    lock_content(ctx, sha256)
    store.put(ctx.account, sha256, file.content)
    # The picture knows what it is better than its name does.
    stem = PurePath(kinds.file_name(file.file_name)).stem
    picture_id = _insert(ctx, file.content, sha256, f"{stem}{extension}")
    _insert(ctx, file.content, sha256, f"{stem}_thumb{extension}", picture_id)
    return picture_id


def keep_file(ctx: Context, file: FormFile, name: str) -> int:
    """Store a file of any kind under a name; the id of the attachment."""
    sha256 = store.address(file.content)
    lock_content(ctx, sha256)
    store.put(ctx.account, sha256, file.content)
    return _insert(ctx, file.content, sha256, kinds.file_name(name))


def forget_picture(ctx: Context, picture_id: int | None) -> None:
    """Delete a picture with its thumbnails, if there is one."""
    if picture_id is None:
        return
    mine = or_(attachments.c.id == picture_id, attachments.c.parent_id == picture_id)
    contents = ctx.db.values(select(attachments.c.sha256).where(mine))
    ctx.db.run(delete(attachments).where(mine))
    sweep_later(ctx, contents)


def pictures_by_id(ctx: Context, ids: Collection[int]) -> dict[int, Attachment]:
    """These pictures with their thumbnails."""
    if not ids:
        return {}
    mine = or_(attachments.c.id.in_(ids), attachments.c.parent_id.in_(ids))
    rows = ctx.db.rows(select(attachments).where(mine).order_by(attachments.c.id))
    shapes = dict(zip((row.id for row in rows), show(ctx, rows), strict=True))
    for row in rows:
        if row.parent_id is not None:
            shapes[row.parent_id].thumbnails.append(shapes[row.id])
    return shapes


def _insert(
    ctx: Context, content: bytes, sha256: str, name: str, parent_id: int | None = None
) -> int:
    width, height = pictures.size_of(content) or (None, None)
    return ctx.db.insert(
        attachments,
        token=new_token(),
        file_name=name,
        content_type=kinds.type_of(name),
        size=len(content),
        sha256=sha256,
        width=width,
        height=height,
        parent_id=parent_id,
        created_at=ctx.now,
    )
