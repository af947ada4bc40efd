"""Clocks agree with counting minutes, whatever happens to the status and whoever finds breaches."""

import itertools
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ombud.rules.business_time import is_open
from ombud.rules.sla.breaching import next_due, overdue
from ombud.rules.sla.clocks import used
from ombud.rules.sla.machine import advance
from ombud.rules.sla.metrics import METRICS, PolicyMetric
from ombud.rules.sla.moments import Goal, Moment, Policy
from ombud.rules.sla.spans import Span
from ombud.rules.sla.state import State
from ombud.values.choices import UNSOLVED
from tests.units.rules.sla_vector import SCHEDULES

# Minutes after the one before, and the status that the ticket then gets.
LIVES = st.lists(
    st.tuples(st.integers(1, 40 * 60), st.sampled_from([*UNSOLVED, "solved"])),
    min_size=1,
    max_size=8,
)
STEADY: tuple[PolicyMetric, ...] = (
    "agent_work_time",
    "requester_wait_time",
    "total_resolution_time",
)


@settings(max_examples=100, deadline=None)
@given(
    LIVES,
    st.sampled_from(["A", "B", "D", "F"]),
    st.integers(1, 3000),
    st.booleans(),
    st.booleans(),
)
def test_clocks_agree_with_counting_minutes(
    changes: list[tuple[int, str]],
    letter: str,
    target: int,
    business_hours: bool,  # noqa: FBT001 (drawn)
    punctual: bool,  # noqa: FBT001 (drawn)
) -> None:
    start = 1_772_834_400  # two days before the clocks of New York jump
    schedule = SCHEDULES[letter]
    goals: Mapping[PolicyMetric, Goal] = {
        metric: Goal(60 * target, business_hours) for metric in STEADY
    }
    moment = Moment(start, "new", schedule=schedule, policy=Policy(1, "All", None, goals))
    step = advance(None, moment)
    breaches = dict[str, int]()
    statuses: list[tuple[int, str]] = [(start, "new")]
    for minutes, status in changes:
        now = statuses[-1][0] + 60 * minutes
        state = _run_to(step.state, now, breaches) if punctual else step.state
        step = advance(
            state, replace(moment, now=now, status=status, status_before=statuses[-1][1])
        )
        breaches.update(
            {event.metric: event.time for event in step.events if event.type == "breach"}
        )
        statuses.append((now, status))
    end = statuses[-1][0]
    _run_to(step.state, end + 1, breaches)
    for metric in STEADY:
        clock = step.state.clock(metric)
        assert clock is not None
        runs_in = METRICS[metric].runs_in
        ran = [
            minute
            for (since, status), (until, _) in itertools.pairwise(statuses)
            if status in runs_in
            for minute in range(since, until, 60)
        ]
        worked = [minute for minute in ran if is_open(schedule, minute)]
        assert used(clock, end, schedule) == Span(60 * len(ran), 60 * len(worked))
        # It breaches when the last minute of the target has passed, unless that second stopped it.
        counted = worked if business_hours else ran
        name = METRICS[metric].event
        if len(counted) < target:
            assert name not in breaches
        elif name in breaches and counted[target - 1] + 60 not in dict(statuses):
            assert breaches[name] == counted[target - 1] + 60
            assert clock.due == (None if clock.stage == "paused" else breaches[name])
        else:
            assert counted[target - 1] + 60 in dict(statuses)


def _run_to(state: State, now: int, breaches: dict[str, int]) -> State:
    while (due := next_due(state)) is not None and due < now:
        state, events = overdue(state, due + 1)
        breaches.update({event.metric: event.time for event in events})
    return state
