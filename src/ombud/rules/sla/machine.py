"""One update of a ticket: from its state before to the state after, with all that is told of it.

The order within a second: breaches before it, comment, status, group, policies.
"""

from typing import Any

import msgspec

from ombud.rules.sla.applying import apply_policies
from ombud.rules.sla.breaching import overdue
from ombud.rules.sla.course import Course
from ombud.rules.sla.events import Change, Event, in_order
from ombud.rules.sla.metrics import (
    EVENT_METRICS,
    METRICS,
    WHILE_UNSOLVED,
    EventMetric,
    PolicyMetric,
    is_unsolved,
)
from ombud.rules.sla.moments import Moment, Policy
from ombud.rules.sla.replying import apply_comment
from ombud.rules.sla.spans import minutes
from ombud.rules.sla.state import Mark, State, Target

__all__ = ["Step", "advance"]

OWNERSHIP: PolicyMetric = "group_ownership_time"
PAUSING = tuple((metric, each.runs_in) for metric, each in METRICS.items() if each.pauses)


class Step(msgspec.Struct, frozen=True):
    """What an update comes to."""

    state: State
    events: tuple[Event, ...]
    # Metric and instance of the breach events that are deleted from now on; a late one of this very
    # step may be among them.
    withdrawn: tuple[tuple[EventMetric, int], ...]
    # Change events of the update's own audit.
    changes: tuple[Change, ...]


def advance(state: State | None, moment: Moment) -> Step:
    """The step that one create (without a state) or update takes; closed tickets take none."""
    before = state or State()
    if moment.status_before == "closed":
        return Step(before, (), (), ())
    settled, late = overdue(before, moment.now)
    course = Course(settled, moment)
    if moment.status_before is None:
        course.events += (Event(name, 0, "measure", moment.now) for name in EVENT_METRICS)
    apply_comment(course)
    _apply_status(course)
    _apply_group(course)
    if moment.status != "closed":
        apply_policies(course)
    after = _state(course, settled)
    events = (*late, *in_order(course.events))
    return Step(after, events, tuple(course.withdrawn), _changes(before, after))


def _apply_status(course: Course) -> None:
    before, after = course.moment.status_before, course.moment.status
    if not is_unsolved(before) and (before is None or is_unsolved(after)):
        for metric in WHILE_UNSOLVED:
            course.go_on(metric)
    if not is_unsolved(after):
        for metric in METRICS:
            course.fulfill(metric)
        # Whoever writes after that waits for a next reply, even if there never was a first.
        course.awaits_first = False
        return
    for metric, statuses in PAUSING:
        if course.runs(metric):
            _follow(course, metric, runs=after in statuses, changed=before != after)


def _follow(course: Course, metric: PolicyMetric, *, runs: bool, changed: bool) -> None:
    paused = course.clocks[metric].stage == "paused"
    if paused and runs:
        course.go_on(metric)
    elif not paused and not runs:
        course.pause(metric)
    elif not paused and changed:
        course.cut(metric)


def _apply_group(course: Course) -> None:
    moment = course.moment
    if moment.group_id != moment.group_id_before:
        course.fulfill(OWNERSHIP)
    if moment.group_id is None or course.runs(OWNERSHIP):
        return
    if is_unsolved(moment.status):
        course.start(OWNERSHIP)
    elif moment.status_before is None:
        course.start(OWNERSHIP)
        course.fulfill(OWNERSHIP)


def _state(course: Course, before: State) -> State:
    moment = course.moment
    closed = moment.status == "closed"
    return State(
        clocks=tuple(course.clocks[metric] for metric in METRICS if metric in course.clocks),
        policy=before.policy if closed else _mark(moment.policy),
        group_policy=before.group_policy if closed else _mark(moment.group_policy),
        awaits_first=course.awaits_first,
    )


def _mark(policy: Policy | None) -> Mark | None:
    # Without a priority nothing is applied, whatever matched.
    return Mark(policy.id, policy.title) if policy and policy.goals else None


def _changes(before: State, after: State) -> tuple[Change, ...]:
    changes = [
        Change(field, new and new.title, old and old.title)
        for field, old, new in (
            ("sla_policy", before.policy, after.policy),
            ("group_sla_policy", before.group_policy, after.group_policy),
        )
        if (old and old.id) != (new and new.id)
    ]
    asked_before = {clock.metric: clock.target for clock in before.clocks}
    for clock in after.clocks:
        old, new = asked_before.get(clock.metric), clock.target
        if old != new and (was := _asked(old)) != (now := _asked(new)):
            changes.append(Change(clock.metric, now, was))
    return tuple(changes)


def _asked(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {"minutes": minutes(target.seconds), "in_business_hours": target.business_hours}
