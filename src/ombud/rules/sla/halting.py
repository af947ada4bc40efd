"""The clocks of a ticket that is deleted, and restored: they stand in between, and nothing ends."""

from msgspec.structs import replace

from ombud.rules.business_time import Schedule
from ombud.rules.sla.breaching import overdue
from ombud.rules.sla.clocks import reach, run, stop
from ombud.rules.sla.events import Event
from ombud.rules.sla.state import Clock, State

__all__ = ["halt", "resume"]


def halt(state: State, now: int, schedule: Schedule | None) -> tuple[State, tuple[Event, ...]]:
    """Let the running clocks stand; the events are breaches up to now."""
    settled, events = overdue(state, now)
    clocks = (
        clock if clock.since is None else replace(stop(clock, now, schedule), due=None)
        for clock in settled.clocks
    )
    return replace(settled, clocks=tuple(clocks)), events


def resume(state: State, now: int, schedule: Schedule | None) -> State:
    """Let the clocks that stand run again."""
    clocks = (
        _resumed(clock, now, schedule) if clock.stage == "active" else clock
        for clock in state.clocks
    )
    return replace(state, clocks=tuple(clocks))


def _resumed(clock: Clock, now: int, schedule: Schedule | None) -> Clock:
    due = reach(clock, clock.target, now, schedule) if clock.target else None
    return replace(run(clock, now), due=due)
