"""Metric events as they are kept: one row for what one change has told, each with its own id."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared, Transaction
from ombud.rules.sla.events import Event, EventType, detail
from ombud.rules.sla.metrics import EventMetric
from ombud.tables import ticket_metric_events

__all__ = ["StoredEvent", "events_of", "row_of", "tell", "told_of", "withdraw"]

OF_TICKET = Prepared(
    select(ticket_metric_events)
    .where(ticket_metric_events.c.ticket_id == bindparam("ticket_id"))
    .order_by(ticket_metric_events.c.id)
)
Withdrawn = Collection[tuple[EventMetric, int]]


class StoredEvent(msgspec.Struct, array_like=True, omit_defaults=True):
    """One event in its row."""

    id: int
    metric: EventMetric
    instance_id: int
    type: EventType
    time: int
    detail: Mapping[str, Any] = {}
    deleted: bool = False


ENCODER = msgspec.json.Encoder()
DECODER = msgspec.json.Decoder(list[StoredEvent])


def tell(db: Transaction, ticket_id: int, events: Sequence[Event], now: int) -> None:
    """Keep the events of one ticket."""
    if events:
        row_id, *ids = db.new_ids(len(events) + 1)
        db.insert(ticket_metric_events, **row_of(row_id, ids, ticket_id, events, (), now))


def withdraw(db: Transaction, ticket_id: int, withdrawn: Withdrawn, now: int) -> None:
    """Mark breaches that were told of, and did not come to be, as deleted."""
    for row in db.rows(OF_TICKET, {"ticket_id": ticket_id}):
        events = DECODER.decode(row.events)
        wrong = [each for each in events if not each.deleted and _is_withdrawn(each, withdrawn)]
        for event in wrong:
            event.deleted = True
        if wrong:
            # Whoever exported the breach is to learn that there was none.
            values = {"events": ENCODER.encode(events).decode(), "recorded_at": now}
            db.update(ticket_metric_events, row.id, values)


def row_of(
    row_id: int,
    ids: Sequence[int],
    ticket_id: int,
    events: Sequence[Event],
    withdrawn: Withdrawn,
    now: int,
) -> dict[str, Any]:
    """The row that keeps the events under these ids."""
    stored = [
        StoredEvent(
            id_,
            event.metric,
            event.instance_id,
            event.type,
            event.time,
            detail(event),
            bool(withdrawn) and _is_withdrawn(event, withdrawn),
        )
        for id_, event in zip(ids, events, strict=True)
    ]
    return {
        "id": row_id,
        "ticket_id": ticket_id,
        "events": ENCODER.encode(stored).decode(),
        "recorded_at": now,
    }


def events_of(row: Row[Any]) -> Iterator[StoredEvent]:
    """The events of a row of `ticket_metric_events`."""
    yield from DECODER.decode(row.events)


def told_of(db: Transaction, ticket_id: int) -> list[StoredEvent]:
    """The events of one ticket, the oldest first."""
    return [
        event for row in db.rows(OF_TICKET, {"ticket_id": ticket_id}) for event in events_of(row)
    ]


def _is_withdrawn(event: Event | StoredEvent, withdrawn: Withdrawn) -> bool:
    return event.type == "breach" and (event.metric, event.instance_id) in withdrawn
