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
    events: list[Event] = []
    clocks: list[Clock] = []
    for clock in state.clocks:
        if _waits(clock) and clock.due is not None and clock.due < now:
            event = Event(METRICS[clock.metric].event, clock.instance, "breach", clock.due)
            events.append(event)
            clocks.append(replace(clock, breached=True))
        else:
            clocks.append(clock)
    if not events:
        return state, ()
    return replace(state, clocks=tuple(clocks)), in_order(events)


def next_due(state: State) -> int | None:
    """The next instant for the runner: it calls `overdue` at any second after it."""
    return min(
        (clock.due for clock in state.clocks if _waits(clock) and clock.due is not None),
        default=None,
    )


def sla_next_breach_at(state: State) -> int | None:
    """What views and automations call the next SLA breach, even when it is past."""
    dues = (clock.due for clock in state.clocks if clock.stage == "active")
    return min((due for due in dues if due is not None), default=None)


def _waits(clock: Clock) -> bool:
    return clock.stage == "active" and not clock.breached
