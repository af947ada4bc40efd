"""What a matched policy does to the clocks that are not fulfilled: targets, due instants, breaches.

Each update works out the due instants anew, as schedules and holidays may have been edited since.
"""

from msgspec.structs import replace

from ombud.rules.sla.clocks import reach, remaining
from ombud.rules.sla.course import Course
from ombud.rules.sla.metrics import METRICS
from ombud.rules.sla.state import Clock

__all__ = ["apply_policies"]


def apply_policies(course: Course) -> None:
    """Give every clock that is not fulfilled the target of the policy that has matched."""
    for clock in list(course.clocks.values()):
        if clock.stage != "achieved":
            _breach(course, _apply(course, clock))


def _apply(course: Course, clock: Clock) -> Clock:
    moment, grouped = course.moment, clock.metric == "group_ownership_time"
    policy = moment.group_policy if grouped else moment.policy
    applied = policy.applied.get(clock.metric) if policy else None
    target = applied.target if applied else None
    if target != clock.target:
        course.tell(clock, "apply_group_sla" if grouped else "apply_sla", applied=applied)
    due = None
    if target and clock.since is not None:
        due = reach(clock, target, clock.since, moment.schedule)
    return replace(clock, target=target, due=due)


def _breach(course: Course, clock: Clock) -> None:
    """Tell of a target that the clock is past already, and take back what is no longer so."""
    if clock.breached and not _is_past(clock, course.moment.now):
        course.withdrawn.append((METRICS[clock.metric].event, clock.instance))
        clock = replace(clock, breached=False)
    elif not clock.breached and clock.due is not None and clock.due < course.moment.now:
        course.tell(clock, "breach")
        clock = replace(clock, breached=True)
    course.clocks[clock.metric] = clock


def _is_past(clock: Clock, now: int) -> bool:
    if clock.target is None:
        return False
    if clock.stage == "paused":
        return remaining(clock, clock.target) <= 0
    return clock.due is not None and clock.due <= now
