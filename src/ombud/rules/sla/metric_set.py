"""What one change of a ticket does to its metrics: a pure function from row to row.

Times are written when what they measure ends. Those of one span count by the schedule of that
moment; those that add up keep, for each status, what the schedule at its end has counted.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

from ombud.rules.business_time import Schedule
from ombud.rules.sla.metrics import WAITED_FOR, is_unsolved
from ombud.rules.sla.spans import Span, span

__all__ = ["EMPTY", "Moment", "measure"]

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
# The times that grow with each status that is left, and those statuses.
GROWING: Mapping[str, frozenset[str]] = {
    "agent_wait": frozenset({"pending"}),
    "requester_wait": WAITED_FOR,
    "on_hold": frozenset({"hold"}),
}


class Moment(msgspec.Struct, frozen=True):
    """What happened to a ticket at one instant. `before` is empty for a new ticket."""

    now: int
    created_at: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    actor_id: int
    has_comment: bool
    # By a person: what triggers and sharing partners say is no reply.
    is_public_agent_comment: bool
    # The ticket's schedule after the change; None when the account has none.
    schedule: Schedule | None = None

    @property
    def age(self) -> list[int]:
        """What has passed since the ticket was created, in seconds."""
        return list(span(self.schedule, self.created_at, self.now))


def measure(
    metrics: Mapping[str, Any], durations: Mapping[str, Any], moment: Moment
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The metrics and durations after the moment: those given, when nothing was measured."""
    values, times = dict(metrics), dict(durations)
    before, after = moment.before, moment.after
    if not before:
        _begin(values, times, moment)
    _count_people(values, moment)
    _count_comment(values, times, moment)
    if before and before["status"] != after["status"]:
        _count_status(values, times, moment)
    if before and before["custom_status_id"] != after["custom_status_id"]:
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
    if not is_unsolved(moment.after["status"]):
        _resolve(values, times, moment)


def _count_people(values: dict[str, Any], moment: Moment) -> None:
    before, after, now = moment.before, moment.after, moment.now
    if after["assignee_id"] is not None and before.get("assignee_id") != after["assignee_id"]:
        values["assignee_stations"] += 1
        values["assigned_at"] = values["assignee_updated_at"] = now
        if values["initially_assigned_at"] is None:
            values["initially_assigned_at"] = now
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
            times["reply"] = moment.age


def _count_status(values: dict[str, Any], times: dict[str, Any], moment: Moment) -> None:
    before, after = moment.before["status"], moment.after["status"]
    spent = span(moment.schedule, values["status_updated_at"], moment.now)
    for name, statuses in GROWING.items():
        if before in statuses:
            times[name] = _sum(times[name], spent)
    values["status_updated_at"] = moment.now
    if is_unsolved(before) and not is_unsolved(after):
        _resolve(values, times, moment)
    if not is_unsolved(before) and is_unsolved(after):
        values["reopens"] += 1
        values["solved_at"] = times["full_resolution"] = None


def _resolve(values: dict[str, Any], times: dict[str, Any], moment: Moment) -> None:
    values["solved_at"] = moment.now
    times["full_resolution"] = moment.age
    if times["first_resolution"] is None:
        times["first_resolution"] = moment.age


def _sum(total: list[int] | None, spent: Span) -> list[int]:
    calendar, business = total or (0, 0)
    return [calendar + spent.calendar, business + spent.business]
