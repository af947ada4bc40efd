"""Where each target of a ticket stands: the `slas` side-load."""

from typing import Literal, NamedTuple

from ombud.rules.sla.clocks import remaining
from ombud.rules.sla.metrics import PolicyMetric
from ombud.rules.sla.state import Clock, Stage, State, Target

__all__ = ["Standing", "Unit", "standings"]

Unit = Literal["minutes", "hours", "days"]
MINUTE, HOUR, DAY = 60, 3600, 86_400


class Standing(NamedTuple):
    """One metric with a target; `left` is in units and negative when the target is past."""

    metric: PolicyMetric
    stage: Stage
    # Null while the clock is paused.
    breach_at: int | None
    # Null when the target is never reached.
    unit: Unit | None
    left: int | None


def standings(state: State, now: int) -> tuple[Standing, ...]:
    """The latest instance of each metric that has a target."""
    return tuple(
        _standing(clock, clock.target, now) for clock in state.clocks if clock.target is not None
    )


def _standing(clock: Clock, target: Target, now: int) -> Standing:
    if clock.stage == "paused":
        return Standing(clock.metric, clock.stage, None, *_left(remaining(clock, target)))
    if clock.due is None:
        return Standing(clock.metric, clock.stage, None, None, None)
    return Standing(clock.metric, clock.stage, clock.due, *_left(clock.due - now))


def _left(seconds: int) -> tuple[Unit, int]:
    size = abs(seconds)
    if size < HOUR:
        return "minutes", _rounded(seconds, MINUTE)
    if size < DAY:
        return "hours", _rounded(seconds, HOUR)
    return "days", _rounded(seconds, DAY)


def _rounded(seconds: int, unit: int) -> int:
    """To the nearest whole unit, half a unit away from zero."""
    units = (abs(seconds) + unit // 2) // unit
    return units if seconds >= 0 else -units
