"""What one change of a ticket does to its metrics: a pure function from row to row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ombud.values.choices import UNSOLVED

__all__ = ["EMPTY", "Moment", "measure"]

# Seconds of calendar and business time.
Span = tuple[int, int]

EMPTY: Mapping[str, Any] = {
    "group_stations": 0,
    "assignee_stations": 0,
    "reopens": 0,
    "replies": 0,
    "assignee_updated_at": None,
    "requester_updated_at": None,
    "status_updated_at": None,
    "custom_status_updated_at": None,
    "initially_assigned_at": None,
    "assigned_at": None,
    "solved_at": None,
    "latest_comment_added_at": None,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened to a ticket at one instant. `before` is empty for a new ticket."""

    now: int
    created_at: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    actor_id: int
    has_comment: bool
    is_public_agent_comment: bool


def measure(
    metrics: Mapping[str, Any], durations: Mapping[str, Any], moment: Moment
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The metrics and durations after the moment."""
    values, times = dict(metrics), dict(durations)
    if not moment.before:
        _begin(values, times, moment)
    _count_people(values, moment)
    _count_comment(values, times, moment)
    if moment.before and moment.before["status"] != moment.after["status"]:
        _count_status(values, times, moment)
    if moment.before and moment.before["custom_status_id"] != moment.after["custom_status_id"]:
        values["custom_status_updated_at"] = moment.now
    return values, times


def _begin(values: dict[str, Any], times: dict[str, Any], moment: Moment) -> None:
    values.update(
        requester_updated_at=moment.now,
        status_updated_at=moment.now,
        custom_status_updated_at=moment.now,
        latest_comment_added_at=moment.now,
    )
    times.update(
        reply=None,
        first_resolution=None,
        full_resolution=None,
        agent_wait=None,
        requester_wait=None,
        on_hold=[0, 0],
    )
    if moment.after["status"] not in UNSOLVED:
        _resolve(values, times, moment)


def _count_people(values: dict[str, Any], moment: Moment) -> None:
    before, after, now = moment.before, moment.after, moment.now
    if after["assignee_id"] is not None and before.get("assignee_id") != after["assignee_id"]:
        values["assignee_stations"] += 1
        values["assigned_at"] = values["assignee_updated_at"] = now
        values["initially_assigned_at"] = values["initially_assigned_at"] or now
    if after["group_id"] is not None and before.get("group_id") != after["group_id"]:
        values["group_stations"] += 1
    if before and moment.actor_id == after["assignee_id"]:
        values["assignee_updated_at"] = now
    if before and moment.actor_id == after["requester_id"]:
        values["requester_updated_at"] = now


def _count_comment(values: dict[str, Any], times: dict[str, Any], moment: Moment) -> None:
    if moment.has_comment:
        values["latest_comment_added_at"] = moment.now
    if moment.before and moment.is_public_agent_comment:
        values["replies"] += 1
        if times["reply"] is None:
            times["reply"] = list(_spent(moment.created_at, moment.now))


def _count_status(values: dict[str, Any], times: dict[str, Any], moment: Moment) -> None:
    before, after = moment.before["status"], moment.after["status"]
    span = _spent(values["status_updated_at"], moment.now)
    if before == "pending":
        times["agent_wait"] = _sum(times["agent_wait"], span)
    if before in {"new", "open", "hold"}:
        times["requester_wait"] = _sum(times["requester_wait"], span)
    if before == "hold":
        times["on_hold"] = _sum(times["on_hold"], span)
    values["status_updated_at"] = moment.now
    if before in UNSOLVED and after not in UNSOLVED:
        _resolve(values, times, moment)
    if before not in UNSOLVED and after in UNSOLVED:
        values["reopens"] += 1
        values["solved_at"] = times["full_resolution"] = None


def _resolve(values: dict[str, Any], times: dict[str, Any], moment: Moment) -> None:
    span = list(_spent(moment.created_at, moment.now))
    values["solved_at"] = moment.now
    times["first_resolution"] = times["first_resolution"] or span
    times["full_resolution"] = span


def _spent(start: int, end: int) -> Span:
    # An account without a schedule works around the clock, so both times are the same.
    return end - start, end - start


def _sum(total: list[int] | None, span: Span) -> list[int]:
    calendar, business = total or (0, 0)
    return [calendar + span[0], business + span[1]]
