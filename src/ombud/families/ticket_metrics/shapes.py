"""The metric object: seconds are kept, minutes are shown."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso, iso_or_none
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["Minutes", "Seconds", "TicketMetric", "show"]

SECONDS_A_MINUTE = 60


class Minutes(msgspec.Struct):
    """A measured time; null while it was not measured yet."""

    calendar: int | None
    business: int | None


class Seconds(msgspec.Struct):
    """A measured time in seconds of the calendar."""

    calendar: int | None


class TicketMetric(Shape):
    """What was measured of one ticket."""

    root: ClassVar[str] = "ticket_metric"
    roots: ClassVar[str] = "ticket_metrics"

    url: str
    id: int
    ticket_id: int
    created_at: str
    updated_at: str
    group_stations: int
    assignee_stations: int
    reopens: int
    replies: int
    assignee_updated_at: str | None
    requester_updated_at: str | None
    status_updated_at: str | None
    initially_assigned_at: str | None
    assigned_at: str | None
    solved_at: str | None
    latest_comment_added_at: str | None
    reply_time_in_minutes: Minutes
    first_resolution_time_in_minutes: Minutes
    full_resolution_time_in_minutes: Minutes
    agent_wait_time_in_minutes: Minutes
    requester_wait_time_in_minutes: Minutes
    on_hold_time_in_minutes: Minutes
    custom_status_updated_at: str | None
    reply_time_in_seconds: Seconds


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[TicketMetric]:
    """The metrics of these rows."""
    return [_metric(ctx, row, msgspec.json.decode(row.durations)) for row in rows]


def _metric(ctx: Context, row: Row[Any], durations: dict[str, Any]) -> TicketMetric:
    reply = durations.get("reply")
    return TicketMetric(
        url=ctx.links.api(f"/ticket_metrics/{row.id}"),
        id=row.id,
        ticket_id=row.ticket_id,
        created_at=iso(row.created_at),
        updated_at=iso(row.updated_at),
        group_stations=row.group_stations,
        assignee_stations=row.assignee_stations,
        reopens=row.reopens,
        replies=row.replies,
        assignee_updated_at=iso_or_none(row.assignee_updated_at),
        requester_updated_at=iso_or_none(row.requester_updated_at),
        status_updated_at=iso_or_none(row.status_updated_at),
        initially_assigned_at=iso_or_none(row.initially_assigned_at),
        assigned_at=iso_or_none(row.assigned_at),
        solved_at=iso_or_none(row.solved_at),
        latest_comment_added_at=iso_or_none(row.latest_comment_added_at),
        reply_time_in_minutes=_minutes(reply),
        first_resolution_time_in_minutes=_minutes(durations.get("first_resolution")),
        full_resolution_time_in_minutes=_minutes(durations.get("full_resolution")),
        agent_wait_time_in_minutes=_minutes(durations.get("agent_wait")),
        requester_wait_time_in_minutes=_minutes(durations.get("requester_wait")),
        on_hold_time_in_minutes=_minutes(durations.get("on_hold")),
        custom_status_updated_at=iso_or_none(row.custom_status_updated_at),
        reply_time_in_seconds=Seconds(reply[0] if reply else None),
    )


def _minutes(seconds: list[int] | None) -> Minutes:
    if seconds is None:
        return Minutes(None, None)
    calendar, business = seconds
    return Minutes(_rounded(calendar), _rounded(business))


def _rounded(seconds: int) -> int:
    """To the nearest minute, half a minute up."""
    return (seconds + SECONDS_A_MINUTE // 2) // SECONDS_A_MINUTE
