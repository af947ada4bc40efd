"""Breaches as time passes: which are due, and when the runner has to look again."""

from msgspec.structs import replace

from ombud.rules.sla.events import Event, in_order
from ombud.rules.sla.metrics import METRICS
from ombud.rules.sla.state import Clock, State

__all__ = ["next_due", "overdue", "sla_next_breach_at"]


def overdue(state: State, now: int) -> tuple[State, tuple[Event, ...]]:
    """The state with the breaches before `now` that no event tells of yet, and those events.

    The very second of a breach must be over: until then an update may fulfil or pause the clock.
    Zendesk: sla-breach-second (docs/quirks.md#sla-breach-second)
    """
    late = {
        clock.metric: Event(METRICS[clock.metric].event, clock.instance, "breach", clock.due)
        for clock in state.clocks
        if clock.due is not None and clock.due < now and _waits(clock)
    }
    if not late:
        return state, ()
    clocks = tuple(
        replace(clock, breached=True) if clock.metric in late else clock for clock in state.clocks
    )
    return replace(state, clocks=clocks), in_order(late.values())


def next_due(state: State) -> int | None:
    """The next instant for the runner: it calls `overdue` at any second after it."""
    dues = [clock.due for clock in state.clocks if clock.due is not None and _waits(clock)]
    return min(dues, default=None)


def sla_next_breach_at(state: State) -> int | None:
    """What views and automations call the next SLA breach, even when it is past."""
    dues = [
        clock.due for clock in state.clocks if clock.due is not None and clock.stage == "active"
    ]
    return min(dues, default=None)


def _waits(clock: Clock) -> bool:
    return clock.stage == "active" and not clock.breached
