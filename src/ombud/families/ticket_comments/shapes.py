"""The comment object as lists of comments show it."""

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import Raw
from sqlalchemy import Row

from ombud.families.attachments.linking import attachments_of
from ombud.families.attachments.shapes import Attachment
from ombud.families.tickets.via import stored_via
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["Comment", "show", "show_with_pictures"]


class Comment(Shape):
    """What one person said on a ticket."""

    root: ClassVar[str] = "comment"
    roots: ClassVar[str] = "comments"

    id: int
    type: str
    author_id: int
    body: str
    html_body: str
    plain_body: str
    public: bool
    attachments: list[Attachment]
    audit_id: int
    via: Raw
    created_at: str
    metadata: Raw


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Comment]:
    """The comments of these rows, which carry via and metadata of their audits.

    Pictures that stand in the text are not listed as attachments.
    """
    return _show(ctx, rows, pictures=False)


def show_with_pictures(ctx: Context, rows: Sequence[Row[Any]]) -> list[Comment]:
    """The same, with the pictures in the text among the attachments."""
    return _show(ctx, rows, pictures=True)


def _show(ctx: Context, rows: Sequence[Row[Any]], *, pictures: bool) -> list[Comment]:
    files = attachments_of(ctx, [row.id for row in rows])
    return [
        Comment(
            id=row.id,
            type=row.type,
            author_id=row.author_id,
            body=row.body,
            html_body=row.html_body,
            plain_body=row.plain_body,
            public=row.public,
            attachments=[file for file in files.get(row.id, []) if pictures or not file.inline],
            audit_id=row.audit_id,
            via=stored_via(row.via_channel, row.via_source),
            created_at=iso(row.created_at),
            metadata=Raw(row.metadata.encode()),
        )
        for row in rows
    ]
