"""Tells webhooks of what happens to tickets, users and organizations.

Queued in the transaction of the change; where nobody subscribes it costs a look into memory.
"""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.deliveries.queueing import About, Queued, enqueue
from ombud.families.webhooks.differing import Event
from ombud.families.webhooks.events import Kind, event_type
from ombud.families.webhooks.opening import account_id
from ombud.families.webhooks.written import CONDITIONAL
from ombud.tables import webhooks
from ombud.values.text import as_json
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["is_heard", "publish"]

Json = dict[str, Any]
VERSIONS: Mapping[Kind, str] = {
    "ticket": "2022-11-06",
    "user": "2022-06-20",
    "organization": "2022-06-20",
}


def load(db: Transaction) -> Mapping[str, Sequence[str]]:
    """The active webhooks that subscribe to events, by event; read with `db.cached`."""
    found: dict[str, list[str]] = {}
    rows = db.rows(select(webhooks).where(webhooks.c.status == "active").order_by(webhooks.c.id))
    for row in rows:
        for name in msgspec.json.decode(row.subscriptions):
            if name != CONDITIONAL:
                found.setdefault(name, []).append(row.id)
    return found


def is_heard(ctx: Context, kind: Kind | None = None, *names: str) -> bool:
    """Whether any webhook subscribes to one of these events of a kind, or to any event at all."""
    heard = ctx.db.cached(load)
    if kind is None:
        return bool(heard)
    return any(event_type(kind, name) in heard for name in names)


def publish(
    ctx: Context, kind: Kind, id_: int, events: Collection[Event], detail: Callable[[], Json]
) -> None:
    """Queue the events for whoever subscribes to them; `detail` is the record as it is now."""
    heard = ctx.db.cached(load)
    queued: list[Queued] = []
    told: Json | None = None
    for name, event in events:
        type_ = event_type(kind, name)
        subscribers = heard.get(type_, ())
        if not subscribers:
            continue
        told = detail() if told is None else told
        body = {
            "type": type_,
            "account_id": ctx.db.cached(account_id),
            # The same for all who hear of it.
            "id": str(uuid.uuid4()),
            "time": iso(ctx.now),
            "zendesk_event_version": VERSIONS[kind],
            "subject": f"zen:{kind}:{id_}",
            "detail": told,
            "event": event,
        }
        payload = as_json({"message": as_json(body), "event_type": type_})
        queued += [Queued("webhook", f"webhook:{each}", payload=payload) for each in subscribers]
    if queued:
        ticket_id, user_id = (id_ if kind == each else None for each in ("ticket", "user"))
        enqueue(ctx, queued, About(ticket_id=ticket_id, user_id=user_id))
