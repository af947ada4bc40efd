"""Targets, breaches and events where the vectors do not reach: seconds that coincide, audits."""

from typing import Any

from ombud.rules.sla.breaching import next_due, overdue, sla_next_breach_at
from ombud.rules.sla.clocks import used
from ombud.rules.sla.events import detail
from ombud.rules.sla.explaining import Counted, explain
from ombud.rules.sla.halting import halt, resume
from ombud.rules.sla.machine import advance
from ombud.rules.sla.moments import Moment
from ombud.rules.sla.spans import Span
from ombud.rules.sla.standing import standings
from ombud.rules.sla.state import decode, encode
from tests.units.rules.sla_play import Play
from tests.units.rules.sla_vector import SCHEDULES, Vector


def life(timeline: str, **rest: Any) -> Play:
    return Play(Vector("", timeline, **rest), punctual=True)


def told(timeline: str, metric: str, **rest: Any) -> list[str]:
    return [line for line in life(timeline, **rest).told() if line.startswith(f"{metric} ")]


class TestSeconds:
    """The second of a breach belongs to the updates of that second."""

    def test_pausing_in_the_second_of_the_target_prevents_the_breach_until_it_resumes(self) -> None:
        timeline = """10:00 customer > open
        11:00 set > pending
        12:00 set > open
        12:30 note"""
        play = life(timeline, policy="AWT 60c")
        assert [line for line in play.told() if line.startswith("AWT")] == [
            "AWT 1: activate 10:00, apply 60c 10:00, pause 11:00, activate 12:00, breach 12:00"
        ]
        assert play.slas("11:30") == "AWT paused - minutes 0"
        assert play.slas("12:30") == "AWT active 12:00 minutes -30"

    def test_the_runner_waits_for_the_second_to_be_over(self) -> None:
        state = life("10:00 customer", policy="FRT 60c").scenes[-1].state
        due = next_due(state)
        assert due is not None
        assert overdue(state, due) == (state, ())
        after, events = overdue(state, due + 1)
        assert [(event.type, event.time) for event in events] == [("breach", due)]
        assert overdue(after, due + 9) == (after, ())
        assert next_due(after) is None
        # Views go on to show when it was due.
        assert sla_next_breach_at(after) == due

    def test_two_updates_in_the_second_of_the_target(self) -> None:
        timeline = """10:00 customer
        11:00 note
        11:00 agent"""
        assert told(timeline, "RT", policy="FRT 60c") == [
            "RT 1: activate 10:00, apply 60c 10:00, fulfill 11:00 60/60"
        ]


class TestTargets:
    def test_lowered_while_paused_it_breaches_on_resuming(self) -> None:
        timeline = """10:00 customer > open
        11:00 set > pending
        11:30 set priority=urgent
        12:00 set > open"""
        play = life(timeline, policy="AWT 90c, urgent AWT 20c")
        assert play.told()[0] == (
            "AWT 1: activate 10:00, apply 90c 10:00, pause 11:00, apply 20c 11:30, "
            "activate 12:00, breach 12:00"
        )
        assert play.slas("11:30") == "AWT paused - minutes -40"
        assert play.slas("12:00") == "AWT active 10:20 hours -2"

    def test_raised_while_paused_the_breach_is_taken_back(self) -> None:
        timeline = """10:00 customer > open
        11:00 set > pending
        11:30 set priority=urgent
        12:00 set > open"""
        play = life(timeline, policy="AWT 30c, urgent AWT 90c")
        assert play.told()[0] == (
            "AWT 1: activate 10:00, apply 30c 10:00, breach 10:30 deleted, pause 11:00, "
            "apply 90c 11:30, activate 12:00"
        )
        assert play.slas("12:00") == "AWT active 12:30 minutes 30"

    def test_a_late_target_within_an_earlier_spell_of_business_hours(self) -> None:
        timeline = """15:00 customer > open
        17:00 set > pending
        18:00 set > open priority=urgent"""
        # Berlin's afternoon ends at 17:00Z, and its lunch was over at 12:00Z.
        play = life(timeline, policy="urgent AWT 90b", schedule="B")
        assert play.slas("18:00") == "AWT active 16:30 hours -2"

    def test_the_hours_of_a_spell_may_be_a_holiday_by_now(self) -> None:
        timeline = """15:00 customer > open
        17:00 set > pending
        18:00 admin holiday 2026-03-02
        18:30 set > open priority=urgent"""
        play = life(timeline, policy="urgent AWT 90b", schedule="A")
        assert play.slas("18:30") == "AWT active 17:00 hours -2"

    def test_reached_at_closing_time_it_stays_due_then(self) -> None:
        timeline = """21:00 customer
        23:00 set > open
        23:30 set > pending
        03-03 15:00 set > open"""
        play = life(timeline, policy="RWT 60b", schedule="A")
        assert play.told()[-1] == (
            "RWT 1: activate 21:00, apply 60b 21:00, breach 22:00, pause 23:30, "
            "activate 03-03 15:00"
        )
        assert play.slas("23:00") == "RWT active 22:00 hours -1"
        assert play.slas("03-03 15:00") == "RWT active 22:00 hours -17"

    def test_a_target_that_ends_now_is_not_taken_back(self) -> None:
        timeline = """10:00 customer priority=urgent
        11:30 set priority=normal"""
        assert told(timeline, "RT", policy="FRT 90c, urgent FRT 60c") == [
            "RT 1: activate 10:00, apply 60c 10:00, breach 11:00, apply 90c 11:30"
        ]

    def test_a_policy_that_goes_takes_its_breach_along(self) -> None:
        timeline = """10:00 customer
        11:30 set policy=none"""
        play = life(timeline, policy="FRT 60c")
        assert play.told()[-2:][0] == (
            "RT 1: activate 10:00, apply 60c 10:00, breach 11:00 deleted, apply none 11:30"
        )
        assert play.slas("12:00") == ""
        assert next_due(play.scenes[-1].state) is None

    def test_a_solved_ticket_keeps_its_targets_until_it_is_reopened(self) -> None:
        timeline = """10:00 customer
        10:30 set > solved
        11:00 set priority=urgent
        12:00 set > open"""
        play = life(timeline, policy="RES 60c, urgent RES 90c")
        assert play.told()[-3] == (
            "RES 1: activate 10:00, apply 60c 10:00, fulfill 10:30 30/30, activate 12:00, "
            "apply 90c 12:00"
        )
        assert play.slas("11:00") == "RES achieved 11:00 minutes 0"
        assert play.slas("12:00") == "RES active 13:00 hours 1"

    def test_a_closed_ticket_is_left_alone(self) -> None:
        play = life("10:00 customer \n 10:30 set > closed policy=none", policy="RES 60c")
        last = play.scenes[-1].state
        assert play.slas("10:30") == "RES achieved 11:00 minutes 30"
        assert last.policy is not None
        step = advance(last, Moment(now=play.time + 9, status="closed", status_before="closed"))
        assert step.state == last
        assert (step.events, step.changes, step.withdrawn) == ((), (), ())

    def test_solved_while_it_was_paused_it_is_due_as_if_it_had_run_on(self) -> None:
        timeline = """10:00 customer > open
        10:40 set > pending
        14:00 set > solved"""
        play = life(timeline, policy="AWT 60c")
        assert play.slas("14:00") == "AWT achieved 14:20 minutes 20"

    def test_each_status_keeps_the_schedule_at_its_end(self) -> None:
        # Open from 08:00Z in Berlin with lunch from 11:00Z, from 14:00Z in New York.
        timeline = """08:00 customer schedule=B
        09:00 set > open
        15:00 set > hold schedule=A
        16:00 set > solved"""
        assert told(timeline, "RWT") == ["RWT 1: activate 08:00, fulfill 16:00 480/180"]

    def test_a_target_that_never_comes_has_no_breach(self) -> None:
        play = life("10:00 customer", policy=f"RES {10**12}c, FRT {10**9}b", schedule="A")
        assert {each.breach_at for each in standings(play.scenes[-1].state, 0)} == {None}
        assert next_due(play.scenes[-1].state) is None


class TestEvents:
    def test_the_order_of_one_second(self) -> None:
        play = life("10:00 customer group=1 \n 10:10 agent \n 10:20 agent", policy="PER 60c")
        at = play.at("10:20")
        assert [
            (event.metric, event.instance_id, event.type)
            for event, _ in play.events
            if event.time == at
        ] == [
            ("pausable_update_time", 1, "fulfill"),
            ("pausable_update_time", 1, "update_status"),
            ("pausable_update_time", 2, "activate"),
            ("periodic_update_time", 1, "fulfill"),
            ("periodic_update_time", 1, "update_status"),
            ("periodic_update_time", 2, "activate"),
            ("periodic_update_time", 2, "apply_sla"),
        ]

    def test_what_their_objects_have(self) -> None:
        play = life("10:00 customer group=1 \n 10:09:30 agent", policy="FRT 5b", groups="1 30c")
        details = [detail(event) for event, _ in play.events if detail(event)]
        assert details == [
            {
                "group_sla": {
                    "target": 30,
                    "business_hours": False,
                    "policy": {"id": "policy-1", "title": "Group 1", "description": ""},
                }
            },
            {
                "sla": {
                    "target": 5,
                    "business_hours": True,
                    "policy": {"id": 4, "title": "Normal hours", "description": None},
                    "target_in_seconds": 300,
                }
            },
            {"status": {"calendar": 10, "business": 10}},
        ]
        nothing = life("10:00 customer \n 10:01 set policy=none", policy="FRT 5b")
        assert detail(nothing.events[-1][0]) == {"sla": None}

    def test_what_the_audit_says(self) -> None:
        timeline = """10:00 customer
        10:10 agent > open
        10:20 customer
        10:30 agent
        10:40 customer priority=urgent
        10:50 set policy=none"""
        play = life(timeline, policy="FRT 60c, NRT 30b, urgent NRT 10c")
        hours = {"minutes": 30, "in_business_hours": True}
        first = {"minutes": 60, "in_business_hours": False}
        urgent = {"minutes": 10, "in_business_hours": False}
        assert [
            (play.shown(time), change.field_name, change.value, change.previous_value)
            for time, change in play.changes
        ] == [
            ("10:00", "sla_policy", "Normal hours", None),
            ("10:00", "first_reply_time", first, None),
            ("10:20", "next_reply_time", hours, None),
            ("10:40", "next_reply_time", urgent, hours),
            ("10:50", "sla_policy", None, "Normal hours"),
            ("10:50", "next_reply_time", None, urgent),
        ]

    def test_without_a_priority_nothing_is_applied(self) -> None:
        play = life("10:00 customer priority=none", policy="FRT 60c")
        assert play.changes == []
        assert play.scenes[-1].state.policy is None

    def test_nothing_changes_nothing(self) -> None:
        play = life("10:00 customer group=1 \n 10:10 set", policy="FRT 60c", groups="1 99b")
        assert {event.time for event, _ in play.events} == {play.at("10:00")}
        assert play.scenes[0].state == play.scenes[1].state


class TestDeletion:
    def test_the_clocks_stand_and_go_on(self) -> None:
        play = life("10:00 customer > open", policy="FRT 60c, RWT 120c")
        state = play.scenes[-1].state
        halted, events = halt(state, play.at("11:10"), None)
        assert [(event.type, event.metric) for event in events] == [("breach", "reply_time")]
        assert next_due(halted) is None
        assert overdue(halted, play.at("20:00")) == (halted, ())
        resumed = resume(decode(encode(halted)), play.at("20:00"), None)
        wait = resumed.clock("requester_wait_time")
        assert wait is not None
        assert play.shown(wait.due) == "20:50"
        assert used(wait, play.at("20:10"), None) == Span(4800, 4800)
        assert next_due(resumed) == wait.due

    def test_what_stood_or_had_ended_is_not_touched(self) -> None:
        play = life("10:00 customer > open \n 10:20 agent > pending", policy="FRT 60c, RWT 90c")
        state = play.scenes[-1].state
        again = resume(halt(state, play.at("11:00"), None)[0], play.at("12:00"), None)
        assert again.clock("requester_wait_time") == state.clock("requester_wait_time")
        assert again.clock("first_reply_time") == state.clock("first_reply_time")
        assert again.clock("total_resolution_time") != state.clock("total_resolution_time")


def test_a_ticket_without_a_state_is_taken_up_where_it_is() -> None:
    step = advance(None, Moment(now=9, status="open", status_before="pending", group_id=1))
    assert [event.type for event in step.events] == ["activate"]
    assert [clock.metric for clock in step.state.clocks] == ["group_ownership_time"]


def test_how_a_time_came_about() -> None:
    timeline = """15:00 customer > open
    23:00 set > pending
    03-03 13:00 set > open"""
    play = life(timeline, schedule="A")
    clock = play.scenes[-1].state.clock("agent_work_time")
    assert clock is not None
    now = play.at("03-03 15:00")
    assert explain(clock, now, SCHEDULES["A"]) == (
        Counted(
            play.at("15:00"),
            play.at("23:00"),
            Span(8 * 3600, 7 * 3600),
            ((play.at("15:00"), play.at("22:00")),),
        ),
        Counted(
            play.at("03-03 13:00"),
            now,
            Span(2 * 3600, 3600),
            ((play.at("03-03 14:00"), now),),
        ),
    )
    spells = explain(clock, now, None)
    assert spells[1].hours == ((play.at("03-03 13:00"), now),)
