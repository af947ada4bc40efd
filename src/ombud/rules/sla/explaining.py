"""How the time of a clock came about: the spells in which it ran, and the hours that counted."""

from dataclasses import dataclass

from ombud.rules.business_time import Schedule, counted
from ombud.rules.sla.spans import Span, span
from ombud.rules.sla.state import Clock

__all__ = ["Counted", "explain"]


@dataclass(frozen=True, slots=True)
class Counted:
    """One spell; a finished one keeps what its schedule counted, whatever became of it since."""

    start: int
    end: int
    spent: Span
    # The opening hours within the spell, by the present schedule.
    hours: tuple[tuple[int, int], ...]


def explain(clock: Clock, now: int, schedule: Schedule | None) -> tuple[Counted, ...]:
    """The spells of a clock, the one that still runs as if it ended now."""
    spells = [
        Counted(start, end, Span(end - start, business), _hours(schedule, start, end))
        for start, end, business in clock.spells
    ]
    if clock.since is not None:
        spent = span(schedule, clock.since, now)
        spells.append(Counted(clock.since, now, spent, _hours(schedule, clock.since, now)))
    return tuple(spells)


def _hours(schedule: Schedule | None, start: int, end: int) -> tuple[tuple[int, int], ...]:
    return ((start, end),) if schedule is None else tuple(counted(schedule, start, end))
