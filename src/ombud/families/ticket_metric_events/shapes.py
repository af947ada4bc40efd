"""The event object, and how a row of events becomes several."""

from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.slas.telling import events_of
from ombud.values.times import iso

__all__ = ["MetricEventQuery", "shown_events"]


class MetricEventQuery(msgspec.Struct):
    """From when on, and whether events of deleted tickets are left out."""

    start_time: int | None = None
    per_page: int = 1000
    exclude_deleted: bool = False
    # Accepted; there is no change that the events themselves do not tell.
    include_changes: bool = False
    size: int | None = msgspec.field(name="page[size]", default=None)
    after: str | None = msgspec.field(name="page[after]", default=None)


def shown_events(row: Row[Any]) -> list[dict[str, Any]]:
    """The events of a row as admins see them."""
    return [
        {
            "id": event.id,
            "ticket_id": row.ticket_id,
            "metric": event.metric,
            "instance_id": event.instance_id,
            "type": event.type,
            "time": iso(event.time),
            "deleted": event.deleted,
            **event.detail,
        }
        for event in events_of(row)
    ]
