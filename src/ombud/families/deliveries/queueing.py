"""Puts messages into the queue, in the transaction of the change that they tell of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ombud.tables import deliveries
from ombud.values.clock import wall_milliseconds
from ombud.values.text import as_json
from ombud.values.ulids import new_ulid
from ombud.wire.context import Context

__all__ = ["SMTP", "About", "Kind", "Queued", "enqueue"]

Kind = Literal["email", "target", "webhook"]
# Where every email goes first.
SMTP = "smtp"


@dataclass(frozen=True, slots=True)
class About:
    """Which update of a ticket or which user a message tells of; `via` of the rule that sends it."""

    ticket_id: int | None = None
    audit_id: int | None = None
    event_id: int | None = None
    rule: Mapping[str, Any] = field(default_factory=dict)
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """The words of a message and whom it goes to: each of the users by itself, or an address.

    `destination` is what is slow or fails together: SMTP, `target:ID` or `webhook:ID`.
    `payload` is JSON that only its kind understands.
    """

    kind: Kind
    destination: str
    recipient_ids: Sequence[int] = ()
    copy_ids: Sequence[int] = ()
    address: str | None = None
    subject: str | None = None
    body_text: str | None = None
    body_html: str | None = None
    payload: str = "{}"


NOTHING = About()


def enqueue(ctx: Context, messages: Sequence[Queued], about: About = NOTHING) -> None:
    """Insert a delivery for each receiver; they are sent once the transaction is committed."""
    shared = {
        "state": "queued",
        "ticket_id": about.ticket_id,
        "audit_id": about.audit_id,
        "event_id": about.event_id,
        "user_id": about.user_id,
        "rule": as_json(about.rule),
        "run_at": wall_milliseconds(),
        "created_at": ctx.now,
    }
    rows = [row for message in messages for row in _rows(ctx, message, shared)]
    for row, new_id in zip(rows, ctx.db.new_ids(len(rows)), strict=True):
        row["id"] = new_id
    ctx.db.insert_all(deliveries, rows)


def _rows(ctx: Context, message: Queued, shared: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    same = {
        **shared,
        "kind": message.kind,
        "destination": message.destination,
        "copy_ids": as_json(message.copy_ids),
        "address": message.address,
        "subject": message.subject,
        "body_text": message.body_text,
        "body_html": message.body_html,
        "payload": message.payload,
    }
    for recipient_id in message.recipient_ids or (None,):
        yield {**same, "key": new_ulid(ctx.now), "recipient_id": recipient_id}
