"""How a ticket's life and what it comes to are written down, and the desks it may live on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ombud.rules.business_time import Schedule
from ombud.rules.sla.metrics import PolicyMetric
from ombud.rules.sla.moments import DEFAULT_SETTINGS, Goal, Policy, Settings

__all__ = ["POLICY_METRICS", "SCHEDULES", "Vector", "goals_of", "groups_of"]

WORK_WEEK = range(1, 6)
SCHEDULES = {
    "A": Schedule("America/New_York", tuple((d * 1440 + 540, d * 1440 + 1020) for d in WORK_WEEK)),
    "B": Schedule(
        "Europe/Berlin",
        tuple(
            (d * 1440 + opens, d * 1440 + closes)
            for d in WORK_WEEK
            for opens, closes in ((540, 720), (780, 1080))
        ),
    ),
    "C": Schedule("Europe/Berlin", tuple((d * 1440, d * 1440 + 1440) for d in range(7))),
    "D": Schedule(
        "Europe/London",
        tuple(
            (d * 1440 + opens, d * 1440 + closes)
            for d in range(7)
            for opens, closes in ((0, 360), (1320, 1440))
        ),
    ),
    "E": Schedule("Europe/Berlin", tuple((d * 1440 + 540, d * 1440 + 1020) for d in WORK_WEEK)),
    "F": Schedule("Asia/Kolkata", tuple((d * 1440 + 540, d * 1440 + 1020) for d in WORK_WEEK)),
    "G": Schedule("America/New_York", ((0, 1440),)),
    "Noumea": Schedule(
        "Pacific/Noumea",
        (
            *((d * 1440 + 540, d * 1440 + 1020) for d in range(1, 5)),
            (5 * 1440 + 630, 5 * 1440 + 1110),
        ),
    ),
}
POLICY_METRICS: Mapping[str, PolicyMetric] = {
    "AWT": "agent_work_time",
    "FRT": "first_reply_time",
    "GOT": "group_ownership_time",
    "NRT": "next_reply_time",
    "PAU": "pausable_update_time",
    "PER": "periodic_update_time",
    "RES": "total_resolution_time",
    "RWT": "requester_wait_time",
}


@dataclass(frozen=True)
class Vector:
    """What happens, and what is to come of it; nothing is expected of what is not written."""

    name: str
    timeline: str
    # The day of times without one.
    day: str = "2026-03-02"
    # `FRT 60c, urgent FRT 30b`: minutes by the calendar or in business hours; normal by itself.
    policy: str = ""
    # The same for groups: `1 60c, 2 120c`.
    groups: str = ""
    # A letter and perhaps holidays: `A 2026-07-03`.
    schedule: str = ""
    settings: Settings = DEFAULT_SETTINGS
    # All instances of the metrics that are named, one a line.
    events: str = ""
    # Time -> all entries of the side-load.
    slas: Mapping[str, str] = field(default_factory=dict)
    # Time -> some values of the metric set; "" is the end.
    measured: Mapping[str, str] = field(default_factory=dict)


def goals_of(text: str) -> dict[str, dict[PolicyMetric, Goal]]:
    goals: dict[str, dict[PolicyMetric, Goal]] = {}
    for *priority, metric, target in _entries(text):
        found = goals.setdefault(priority[0] if priority else "normal", {})
        found[POLICY_METRICS[metric]] = _goal(target)
    return goals


def groups_of(text: str) -> dict[int, Policy]:
    return {
        int(group): Policy(
            f"policy-{group}", f"Group {group}", "", {"group_ownership_time": _goal(target)}
        )
        for group, target in _entries(text)
    }


def _entries(text: str) -> Iterator[list[str]]:
    return (entry.split() for entry in text.split(",") if entry.strip())


def _goal(text: str) -> Goal:
    return Goal(60 * int(text[:-1]), text[-1] == "b")
