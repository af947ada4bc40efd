"""What is remembered of a ticket's service levels, as JSON on the ticket: its clocks."""

from typing import Literal

import msgspec

from ombud.rules.sla.metrics import PolicyMetric

__all__ = ["Clock", "Mark", "Spell", "Stage", "State", "Target", "decode", "encode"]

Stage = Literal["active", "paused", "achieved"]
# Start, end and the seconds of business hours between them, as they counted when it ended.
Spell = tuple[int, int, int]


class Target(msgspec.Struct, frozen=True):
    """What a policy asks of one clock."""

    policy_id: int | str
    seconds: int
    business_hours: bool


class Mark(msgspec.Struct, frozen=True):
    """The policy that was applied last."""

    id: int | str
    title: str


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """One instance of a metric, the latest of its name."""

    metric: PolicyMetric
    instance: int
    stage: Stage = "active"
    # Since when it runs; None while it is paused, and from the end on.
    since: int | None = None
    # Finished spells in which it ran.
    spells: tuple[Spell, ...] = ()
    target: Target | None = None
    # When it reaches, or has reached, its target; unknown while it is paused.
    due: int | None = None
    # Whether an event says so.
    breached: bool = False


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """The clocks of a ticket."""

    clocks: tuple[Clock, ...] = ()
    policy: Mark | None = None
    group_policy: Mark | None = None
    # The first comment was private: the customer's first public one still starts the first reply.
    awaits_first: bool = False

    def clock(self, metric: PolicyMetric) -> Clock | None:
        """The latest instance of the metric."""
        return next((clock for clock in self.clocks if clock.metric == metric), None)


ENCODER = msgspec.json.Encoder()
DECODER = msgspec.json.Decoder(State)


def encode(state: State) -> str:
    """The text to store."""
    return ENCODER.encode(state).decode()


def decode(text: str) -> State:
    """The state that was stored."""
    return DECODER.decode(text)
