"""Photos of users: setting one with a form, removing it, and showing those of many."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from ombud.families.attachments.shapes import Attachment
from ombud.families.attachments.standing import forget_picture, keep_picture, pictures_by_id
from ombud.families.users.changes import PhotoChange, UserChange
from ombud.wire.context import Context
from ombud.wire.forms import FormFile

__all__ = ["photo_values", "photos_of"]

LARGEST = 2 * 1024 * 1024


def photo_values(ctx: Context, change: UserChange, row: Row[Any] | None) -> dict[str, Any]:
    """The column that a new photo, or null, sets; the one before is deleted. Raises Invalid.

    # Zendesk: user-photo (docs/quirks.md#user-photo)
    """
    before = None if row is None else row.photo_id
    if change.photo is None:
        forget_picture(ctx, before)
        return {"photo_id": None}
    # Clients that send back what they read send the photo as they know it.
    given = change.photo.uploaded_data if isinstance(change.photo, PhotoChange) else None
    if not isinstance(given, FormFile):
        return {}
    photo_id = keep_picture(ctx, given, "photo", LARGEST)
    forget_picture(ctx, before)
    return {"photo_id": photo_id}


def photos_of(ctx: Context, rows: Sequence[Row[Any]]) -> Mapping[int, Attachment]:
    """The photos of these users by their own ids."""
    return pictures_by_id(ctx, [row.photo_id for row in rows if row.photo_id is not None])
