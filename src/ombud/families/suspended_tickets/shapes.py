"""The suspended ticket object, and what its operations are asked and answer."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.families.attachments import shapes as attachment_shapes
from ombud.families.attachments.shapes import Attachment
from ombud.families.suspended_tickets.causes import TEXTS
from ombud.families.tickets.via import API
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = [
    "AttachmentsQuery",
    "Author",
    "SuspendedTicket",
    "SuspendedTicketQuery",
    "SuspendedTicketUpload",
    "show",
]


class Author(msgspec.Struct):
    """Whom the mail says to be from; the id of who had the address when it came."""

    id: int | None
    name: str
    email: str


class SuspendedTicket(Shape, kw_only=True):
    """One mail that was held back."""

    root: ClassVar[str] = "suspended_ticket"
    roots: ClassVar[str] = "suspended_tickets"

    url: str
    id: int
    author: Author
    subject: str | None
    content: str
    cause: str
    cause_id: int
    message_id: str
    ticket_id: int | None
    recipient: str | None
    created_at: str
    updated_at: str
    via: dict[str, Any]
    brand_id: int | None
    attachments: list[Attachment]
    error_messages: list[dict[str, Any]] | None


class SuspendedTicketUpload(Shape, kw_only=True):
    """Copies of the files of one, to be attached with the token."""

    root: ClassVar[str] = "upload"
    roots: ClassVar[str] = "uploads"

    token: str
    attachments: list[Attachment]


class SuspendedTicketQuery(msgspec.Struct):
    """What a list is sorted by: author_email, cause, created_at or subject."""

    sort_by: str | None = None
    sort_order: str | None = None


class AttachmentsQuery(msgspec.Struct):
    """Which one is meant, where the path does not say it."""

    id: int | None = None


def show(
    ctx: Context, rows: Sequence[Row[Any]], files: Mapping[int, Sequence[Row[Any]]]
) -> list[SuspendedTicket]:
    """The suspended tickets of these rows; `files` are theirs by the ids of their uploads."""
    return [_shape(ctx, row, files.get(row.upload_id or 0, ())) for row in rows]


def _shape(ctx: Context, row: Row[Any], files: Sequence[Row[Any]]) -> SuspendedTicket:
    return SuspendedTicket(
        url=ctx.links.api(f"/suspended_tickets/{row.id}"),
        id=row.id,
        author=Author(row.author_id, row.author_name or row.author_email, row.author_email),
        subject=row.subject or None,
        content=row.content,
        cause=TEXTS[row.cause_id],
        cause_id=row.cause_id,
        message_id=row.message_id or "",
        ticket_id=row.ticket_id,
        recipient=row.recipient,
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        via=_via(row),
        brand_id=row.brand_id,
        attachments=attachment_shapes.show(ctx, files),
        error_messages=msgspec.json.decode(row.error_messages) if row.error_messages else None,
    )


def _via(row: Row[Any]) -> dict[str, Any]:
    """A request of somebody who did not sign in has no mail."""
    if row.inbound_mail_id is None:
        return API.shown()
    origin = {"address": row.author_email, "name": row.author_name or row.author_email}
    to = {"address": row.recipient, "name": row.recipient} if row.recipient else {}
    return {"channel": "email", "source": {"from": origin, "to": to, "rel": None}}
