"""What is told of a mail that came in: its envelope, and what became of it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["InboundMail", "InboundMailQuery", "show"]


class InboundMail(Shape, kw_only=True):
    """One mail; `state` is queued, ticket, suspended, dropped or failed."""

    root: ClassVar[str] = "inbound_mail"
    roots: ClassVar[str] = "inbound_mails"

    url: str
    id: int
    door: str
    state: str
    message_id: str | None
    sender: str | None
    return_path: str | None
    recipients: list[str]
    size: int
    attempts: int
    problem: str | None
    ticket_id: int | None
    suspended_ticket_id: int | None
    received_at: str
    # Whether the mail as it came is there no longer.
    raw_removed: bool


class InboundMailQuery(msgspec.Struct):
    """Mails in one state, or of one ticket."""

    state: str = ""
    ticket_id: int | None = None


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[InboundMail]:
    """The mails of these rows."""
    return [
        InboundMail(
            url=ctx.links.api(f"/inbound_mails/{row.id}"),
            id=row.id,
            door=row.door,
            state=row.state,
            message_id=row.message_id,
            sender=row.sender,
            return_path=row.return_path,
            recipients=msgspec.json.decode(row.recipients),
            size=row.size,
            attempts=row.attempts,
            problem=row.problem,
            ticket_id=row.ticket_id,
            suspended_ticket_id=row.suspended_ticket_id,
            received_at=iso(row.received_at),
            raw_removed=row.sha256 is None,
        )
        for row in rows
    ]
