"""The metrics that policies name, the metric of events that each one is, and when its clock runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ombud.values.choices import UNSOLVED

__all__ = [
    "EVENT_METRICS",
    "METRICS",
    "WAITED_FOR",
    "WHILE_UNSOLVED",
    "EventMetric",
    "Metric",
    "PolicyMetric",
    "is_unsolved",
]

PolicyMetric = Literal[
    "agent_work_time",
    "group_ownership_time",
    "pausable_update_time",
    "periodic_update_time",
    "first_reply_time",
    "next_reply_time",
    "requester_wait_time",
    "total_resolution_time",
]
EventMetric = Literal[
    "agent_work_time",
    "group_ownership_time",
    "pausable_update_time",
    "periodic_update_time",
    "reply_time",
    "requester_wait_time",
    "resolution_time",
]
WORKED_ON = frozenset({"new", "open"})
WAITED_FOR = frozenset({"new", "open", "hold"})
ALWAYS = frozenset(UNSOLVED)


@dataclass(frozen=True, slots=True)
class Metric:
    """How the clock of one metric behaves."""

    event: EventMetric
    runs_in: frozenset[str] = ALWAYS

    @property
    def pauses(self) -> bool:
        """Whether each status is measured by itself, with the schedule in force at its end."""
        return self.runs_in is not ALWAYS


METRICS: Mapping[PolicyMetric, Metric] = {
    "agent_work_time": Metric("agent_work_time", WORKED_ON),
    "group_ownership_time": Metric("group_ownership_time"),
    "pausable_update_time": Metric("pausable_update_time", WAITED_FOR),
    "periodic_update_time": Metric("periodic_update_time"),
    "first_reply_time": Metric("reply_time"),
    "next_reply_time": Metric("reply_time"),
    "requester_wait_time": Metric("requester_wait_time", WAITED_FOR),
    "total_resolution_time": Metric("resolution_time"),
}
# In the order of events of one second.
EVENT_METRICS: tuple[EventMetric, ...] = tuple(
    dict.fromkeys(metric.event for metric in METRICS.values())
)
# These have one instance, which a reopened ticket goes on with.
WHILE_UNSOLVED: tuple[PolicyMetric, ...] = (
    "agent_work_time",
    "requester_wait_time",
    "total_resolution_time",
)


def is_unsolved(status: str | None) -> bool:
    """Whether a ticket of this status is still worked on; one that does not exist yet is not."""
    return status in ALWAYS
