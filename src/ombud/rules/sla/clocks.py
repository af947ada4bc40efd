"""Arithmetic of one clock: how it runs and stops, what it has used, when it reaches its target."""

from msgspec.structs import replace

from ombud.rules.business_time import Schedule
from ombud.rules.sla.spans import Span, due_after, span
from ombud.rules.sla.state import Clock, Spell, Target

__all__ = ["reach", "remaining", "run", "stop", "used"]


def run(clock: Clock, now: int) -> Clock:
    """The clock running from now on."""
    return replace(clock, stage="active", since=now)


def stop(clock: Clock, now: int, schedule: Schedule | None) -> Clock:
    """The clock with the spell that ends now among its finished ones."""
    if clock.since is None:
        return clock
    ended = (clock.since, now, span(schedule, clock.since, now).business)
    return replace(clock, since=None, spells=_with(clock.spells, ended))


def used(clock: Clock, now: int, schedule: Schedule | None) -> Span:
    """What the clock has counted until now."""
    running = Span(0, 0) if clock.since is None else span(schedule, clock.since, now)
    return Span(
        running.calendar + sum(end - start for start, end, _ in clock.spells),
        running.business + sum(business for _, _, business in clock.spells),
    )


def remaining(clock: Clock, target: Target) -> int:
    """Seconds left in the finished spells, less than 0 when there were too many of them."""
    spent = sum(_amount(spell, target) for spell in clock.spells)
    return target.seconds - spent


def reach(clock: Clock, target: Target, resumed: int, schedule: Schedule | None) -> int | None:
    """When the clock reaches the target, running on from `resumed`; None when it never does.

    A clock that stopped in the very second of its target had not reached it: it does on resuming.
    Within a finished spell the hours are those of the present schedule.
    """
    left = target.seconds
    for start, end, business in clock.spells:
        amount = business if target.business_hours else end - start
        if left <= amount:
            due = due_after(schedule, start, left, business_hours=target.business_hours)
            if due is not None and due < end:
                return due
        if left < amount:
            # It was reached by a schedule that is another one now.
            return end
        left -= amount
    return due_after(schedule, resumed, left, business_hours=target.business_hours)


def _amount(spell: Spell, target: Target) -> int:
    start, end, business = spell
    return business if target.business_hours else end - start


def _with(spells: tuple[Spell, ...], ended: Spell) -> tuple[Spell, ...]:
    start, end, business = ended
    if start == end:
        return spells
    if spells and spells[-1][1] == start:
        return (*spells[:-1], (spells[-1][0], end, spells[-1][2] + business))
    return (*spells, ended)
