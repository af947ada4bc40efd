"""A delivery as admins see it: what is sent to whom, how far it is, and each attempt at it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import msgspec
from msgspec import Raw, UnsetType
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["Attempt", "Delivery", "DeliveryQuery", "RetryQuery", "State", "show", "show_whole"]

State = Literal["queued", "sending", "sent", "dead", "dropped"]


class DeliveryQuery(msgspec.Struct):
    """Which deliveries are meant; without any of these, all of them."""

    state: State | None = msgspec.field(name="filter[state]", default=None)
    kind: Literal["email", "target", "webhook"] | None = msgspec.field(
        name="filter[kind]", default=None
    )
    destination: str | None = msgspec.field(name="filter[destination]", default=None)


class RetryQuery(DeliveryQuery):
    """Up to 100 `ids`, or the dead ones that the filters leave."""

    ids: str | None = None


class Attempt(msgspec.Struct):
    """What was sent once and what came back, as far as its kind keeps it; without secrets."""

    id: int
    status: str
    status_code: int | None
    request: Raw
    response: Raw
    completed_at: str


class Delivery(Shape):
    """One message to one address, target or webhook."""

    root: ClassVar[str] = "delivery"
    roots: ClassVar[str] = "deliveries"

    url: str
    id: int
    # The same at every attempt; receivers are told it.
    key: str
    kind: str
    destination: str
    state: str
    attempts_count: int
    status_code: int | None
    # Why the last attempt failed.
    problem: str | None
    # Null where there is none to come.
    next_attempt_at: str | None
    ticket_id: int | None
    audit_id: int | None
    # Of an email: who it goes to.
    recipient_id: int | None
    copy_ids: list[int]
    address: str | None
    subject: str | None
    created_at: str
    completed_at: str | None
    # The rest only where one is shown.
    rule: Raw | UnsetType = UNSET
    body_text: str | UnsetType | None = UNSET
    body_html: str | UnsetType | None = UNSET
    payload: Raw | UnsetType = UNSET
    attempts: list[Attempt] | UnsetType = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Delivery]:
    """The deliveries of these rows, without what they say."""
    return [Delivery(**_listed(ctx, row)) for row in rows]


def show_whole(ctx: Context, row: Row[Any], attempts: Sequence[Row[Any]]) -> Delivery:
    """One with its words and its attempts, the first one first."""
    return Delivery(
        **_listed(ctx, row),
        rule=Raw(row.rule.encode()),
        body_text=row.body_text,
        body_html=row.body_html,
        payload=Raw(row.payload.encode()),
        attempts=[
            Attempt(
                id=each.id,
                status=each.status,
                status_code=each.status_code,
                request=Raw(each.request.encode()),
                response=Raw(each.response.encode()),
                completed_at=iso(each.completed_at),
            )
            for each in attempts
        ],
    )


def _listed(ctx: Context, row: Row[Any]) -> Mapping[str, Any]:
    return {
        "url": ctx.links.api(f"/deliveries/{row.id}"),
        "id": row.id,
        "key": row.key,
        "kind": row.kind,
        "destination": row.destination,
        "state": row.state,
        "attempts_count": row.attempts,
        "status_code": row.status_code,
        "problem": row.problem,
        "next_attempt_at": iso(row.run_at // 1000) if row.state == "queued" else None,
        "ticket_id": row.ticket_id,
        "audit_id": row.audit_id,
        "recipient_id": row.recipient_id,
        "copy_ids": msgspec.json.decode(row.copy_ids),
        "address": row.address,
        "subject": row.subject,
        "created_at": iso(row.created_at),
        "completed_at": None if row.completed_at is None else iso(row.completed_at),
    }
