"""The explanation of service levels: what each clock of a ticket has counted, and why."""

from typing import Any, ClassVar, Literal

import msgspec

from ombud.rules.sla.metrics import PolicyMetric
from ombud.rules.sla.state import Stage
from ombud.wire.answers import Shape

__all__ = [
    "Kind",
    "Level",
    "NamedPolicy",
    "NamedSchedule",
    "Opening",
    "ServiceLevels",
    "Spell",
    "Turn",
    "TurnType",
]

Kind = Literal["sla", "group_sla"]
TurnType = Literal["activate", "pause", "fulfill", "delete", "restore"]


class NamedPolicy(msgspec.Struct):
    """The policy that gave the target, as it was named then."""

    id: int | str
    kind: Kind
    title: str


class NamedSchedule(msgspec.Struct):
    """The schedule by which the ticket goes now."""

    id: int
    name: str
    time_zone: str


class Turn(msgspec.Struct):
    """What let a clock run, or stop: the type of the metric event, and the change behind it."""

    type: TurnType
    # Null where no change of the ticket was told of.
    audit_id: int | None = None
    # What that audit tells of comments, status and group, as far as the metric minds it.
    events: list[dict[str, Any]] = []


class Opening(msgspec.Struct):
    """A part of a spell that counts."""

    start: str
    end: str
    seconds: int


class Spell(msgspec.Struct):
    """One stretch of time in which the clock ran; without an end it still does."""

    start: str
    end: str | None
    began: Turn
    ended: Turn | None
    counted_seconds: int
    hours: list[Opening]
    # The seconds were counted by hours that are others now, so they are not the sum of `hours`.
    by_former_hours: bool


class Level(msgspec.Struct):
    """The latest instance of a metric. Without a target it counts by the calendar."""

    metric: PolicyMetric
    instance_id: int
    stage: Stage
    policy: NamedPolicy | None
    # In minutes.
    target: int | None
    target_in_seconds: int | None
    business_hours: bool
    spells: list[Spell]
    # The sum of the spells.
    counted_seconds: int
    # Less than nothing once the target was missed.
    remaining_seconds: int | None
    # When the target is, or was, reached; null while the clock is paused.
    breach_at: str | None
    # When a breach was told of, which may be later; null when there was none.
    breached_at: str | None
    fulfilled_at: str | None


class ServiceLevels(Shape):
    """The service levels of one ticket as of one instant."""

    root: ClassVar[str] = "explanation"

    ticket_id: int
    as_of: str
    # Null where the account has none: its hours are those of the calendar.
    schedule: NamedSchedule | None
    metrics: list[Level]
