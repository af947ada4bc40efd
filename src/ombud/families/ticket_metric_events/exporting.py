"""Pages of the export: by time, which may repeat the last second, or by cursor, which do not."""

import base64
import binascii
from typing import Any

from ombud.families.ticket_metric_events import queries
from ombud.families.ticket_metric_events.shapes import MetricEventQuery, shown_events
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, Invalid

__all__ = ["by_cursor", "by_time"]

ROOT = "ticket_metric_events"
LARGEST_PAGE, LARGEST_CURSOR_PAGE = 1000, 100
LATEST = 2**53
TOO_RECENT = "Too recent start_time. Use a start_time older than 1 minute"


def by_time(ctx: Context, query: MetricEventQuery) -> dict[str, Any]:
    """Everything from `start_time` on, as whole seconds of at least `per_page` events together.

    Raises BadRequest without a start_time, and Invalid for one within the last minute.
    """
    start = _start(ctx, query)
    size = max(1, min(query.per_page, LARGEST_PAGE))
    events: list[dict[str, Any]] = []
    end_time, is_end = None, True
    for row in queries.rows_from(ctx, (start, 0), exclude_deleted=query.exclude_deleted):
        if len(events) >= size and row.recorded_at != end_time:
            is_end = False
            break
        events += shown_events(row)
        end_time = row.recorded_at
    links = None
    if end_time is not None:
        links = ctx.links.page(ctx.request, {"start_time": end_time})
    return {
        ROOT: events,
        "count": len(events),
        "next_page": links,
        "end_time": end_time,
        "end_of_stream": is_end,
    }


def by_cursor(ctx: Context, query: MetricEventQuery) -> dict[str, Any]:
    """The events after a cursor, each once."""
    size = max(1, min(query.size or LARGEST_CURSOR_PAGE, LARGEST_CURSOR_PAGE))
    recorded_at, row_id, seen = _read(query.after) if query.after else (_start(ctx, query), 0, 0)
    events: list[dict[str, Any]] = []
    cursor = query.after
    for row in queries.rows_from(ctx, (recorded_at, row_id), exclude_deleted=query.exclude_deleted):
        told = [event for event in shown_events(row) if event["id"] > seen or row.id != row_id]
        for event in told:
            if len(events) == size:
                return _page(ctx, events, cursor, size, more=True)
            events.append(event)
            cursor = _written(row.recorded_at, row.id, event["id"])
    return _page(ctx, events, cursor, size, more=False)


def _page(
    ctx: Context, events: list[dict[str, Any]], cursor: str | None, size: int, *, more: bool
) -> dict[str, Any]:
    link = None
    if more:
        changes = {"page[after]": cursor, "page[size]": size}
        link = ctx.links.page(ctx.request, changes)
    return {
        ROOT: events,
        "meta": {"has_more": more, "after_cursor": cursor, "before_cursor": None},
        "links": {"prev": None, "next": link},
    }


def _start(ctx: Context, query: MetricEventQuery) -> int:
    if query.start_time is None:
        raise BadRequest.missing("start_time")
    if query.start_time > ctx.now - queries.WITHHELD:
        raise Invalid.plain("InvalidValue", TOO_RECENT)
    return max(query.start_time, 0)


def _written(recorded_at: int, row_id: int, event_id: int) -> str:
    text = f"{recorded_at}|{row_id}|{event_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[int, int, int]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        recorded_at, row_id, event_id = (int(part) for part in text.split("|"))
    except (binascii.Error, ValueError) as error:
        raise BadRequest("page[after]", "is not valid") from error
    if not all(0 <= number <= LATEST for number in (recorded_at, row_id, event_id)):
        raise BadRequest("page[after]", "is not valid")
    return recorded_at, row_id, event_id
