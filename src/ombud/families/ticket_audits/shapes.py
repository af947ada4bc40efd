"""The audit object; comments get their words back from where redaction keeps them."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import Raw
from sqlalchemy import Row

from ombud.families.attachments.linking import attachments_of
from ombud.families.ticket_audits import queries
from ombud.families.tickets.via import stored_via
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["COMMENT_TYPES", "Audit", "show"]

COMMENT_TYPES = frozenset({"Comment", "VoiceComment"})
MACRO_TYPE = "AgentMacroReference"


class Audit(Shape):
    """One update of a ticket."""

    root: ClassVar[str] = "audit"
    roots: ClassVar[str] = "audits"

    id: int
    ticket_id: int
    created_at: str
    author_id: int
    metadata: Raw
    events: list[dict[str, Any]]
    via: Raw


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Audit]:
    """The audits of these rows, with the comments in them as they read now."""
    said = queries.comments_of(ctx, [row.id for row in rows])
    files = attachments_of(ctx, list(said))
    told = [msgspec.json.decode(row.events) for row in rows]
    _tell_of_macros(ctx, [event for events in told for event in events])
    return [
        Audit(
            id=row.id,
            ticket_id=row.ticket_id,
            created_at=iso(row.created_at),
            author_id=row.author_id,
            metadata=Raw(row.metadata.encode()),
            events=[_event(event, said, files) for event in events],
            via=stored_via(row.via_channel, row.via_source),
        )
        for row, events in zip(rows, told, strict=True)
    ]


def _tell_of_macros(ctx: Context, events: Sequence[dict[str, Any]]) -> None:
    """Say of each macro that an agent used whether it is gone by now."""
    uses = [event for event in events if event["type"] == MACRO_TYPE]
    living = queries.macros_among(ctx, {int(event["macro_id"]) for event in uses})
    for event in uses:
        event["macro_deleted"] = int(event["macro_id"]) not in living


def _event(
    event: dict[str, Any], said: dict[int, Row[Any]], files: dict[int, list[Any]]
) -> dict[str, Any]:
    comment = said.get(event["id"]) if event["type"] in COMMENT_TYPES else None
    if comment is None:
        return event
    return {
        **event,
        **msgspec.json.decode(comment.data),
        "author_id": comment.author_id,
        "body": comment.body,
        "html_body": comment.html_body,
        "plain_body": comment.plain_body,
        "public": comment.public,
        "attachments": files.get(comment.id, []),
        "audit_id": comment.audit_id,
    }
