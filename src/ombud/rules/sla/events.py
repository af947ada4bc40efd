"""What an update leaves behind: metric events in their order, and changes for the audit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from ombud.rules.sla.metrics import EventMetric
from ombud.rules.sla.spans import Span, minutes
from ombud.rules.sla.state import Target

__all__ = ["Applied", "Change", "Event", "EventType", "detail", "in_order"]

EventType = Literal[
    "measure",
    "activate",
    "fulfill",
    "update_status",
    "pause",
    "apply_sla",
    "apply_group_sla",
    "breach",
]
# Instances come one after the other, each in this order: a ticket that is created solved starts
# its clocks before it stops them. Zendesk: metric-event-order (docs/quirks.md#metric-event-order)
RANKS = {
    "measure": 0,
    "activate": 1,
    "fulfill": 2,
    "update_status": 3,
    "pause": 4,
    "apply_sla": 5,
    "apply_group_sla": 5,
    "breach": 6,
}


@dataclass(frozen=True)
class Applied:
    """A target with the policy as it was named when it was applied."""

    target: Target
    title: str
    description: str | None

    @cached_property
    def shown(self) -> Mapping[str, Any]:
        """The target as events tell of it."""
        return {
            "target": minutes(self.target.seconds),
            "business_hours": self.target.business_hours,
            "policy": {
                "id": self.target.policy_id,
                "title": self.title,
                "description": self.description,
            },
        }

    @cached_property
    def shown_in_seconds(self) -> Mapping[str, Any]:
        """The same with the target in seconds beside the minutes."""
        return {**self.shown, "target_in_seconds": self.target.seconds}


class Event(NamedTuple):
    """One metric event, without the ids that storing it gives."""

    metric: EventMetric
    instance_id: int
    type: EventType
    time: int
    # Of apply events; None says that there is no target any longer.
    applied: Applied | None = None
    # Of update_status.
    spent: Span | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A Change event of the update's audit."""

    field_name: str
    value: Any
    previous_value: Any


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """By time, metric, instance and type."""
    return tuple(sorted(events, key=_place))


def detail(event: Event) -> dict[str, Any]:
    """The keys that the object of an event has because of its type."""
    if event.type == "apply_sla":
        return {"sla": event.applied and event.applied.shown_in_seconds}
    if event.type == "apply_group_sla":
        return {"group_sla": event.applied and event.applied.shown}
    if event.spent is not None:
        spent = event.spent
        return {
            "status": {"calendar": minutes(spent.calendar), "business": minutes(spent.business)}
        }
    return {}


def _place(event: Event) -> tuple[int, str, int, int]:
    return event.time, event.metric, event.instance_id, RANKS[event.type]
