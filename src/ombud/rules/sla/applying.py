"""What a matched policy does to the clocks that are not fulfilled: targets, due instants, breaches.

Each update works out the due instants anew, as schedules and holidays may have been edited since.
"""

from msgspec.structs import replace

from ombud.rules.sla.clocks import reach, remaining
from ombud.rules.sla.course import Course
from ombud.rules.sla.events import Applied
from ombud.rules.sla.metrics import METRICS
from ombud.rules.sla.moments import Moment, Policy
from ombud.rules.sla.state import Clock, Target

__all__ = ["apply_policies"]


def apply_policies(course: Course) -> None:
    """Give every clock that is not fulfilled the target of the policy that has matched."""
    for clock in list(course.clocks.values()):
        if clock.stage != "achieved":
            policy = _policy(course.moment, clock)
            _breach(course, _due(course.moment, _apply(course, clock, policy)))


def _policy(moment: Moment, clock: Clock) -> Policy | None:
    return moment.group_policy if clock.metric == "group_ownership_time" else moment.policy


def _apply(course: Course, clock: Clock, policy: Policy | None) -> Clock:
    goal = policy.goals.get(clock.metric) if policy else None
    target = Target(policy.id, *goal) if policy and goal else None
    if target == clock.target:
        return clock
    applied = Applied(target, policy.title, policy.description) if policy and target else None
    grouped = clock.metric == "group_ownership_time"
    course.tell(clock, "apply_group_sla" if grouped else "apply_sla", applied=applied)
    return replace(clock, target=target)


def _due(moment: Moment, clock: Clock) -> Clock:
    due = None
    if clock.target and clock.since is not None:
        due = reach(clock, clock.target, clock.since, moment.schedule)
    return clock if due == clock.due else replace(clock, due=due)


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
