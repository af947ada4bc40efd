"""Replies and updates beyond the vectors: the advanced settings, and who counts as an agent."""

from typing import Any

import msgspec
import pytest

from ombud.rules.sla.moments import Settings
from tests.units.rules.sla_play import Play
from tests.units.rules.sla_vector import Vector


def told(timeline: str, metric: str, **rest: Any) -> list[str]:
    lines = Play(Vector("", timeline, **rest), punctual=True).told()
    return [line for line in lines if line.startswith(f"{metric} ")]


class TestSettings:
    """Each setting makes the difference that its name promises, and none without it."""

    @pytest.mark.parametrize(
        ("setting", "timeline", "events"),
        [
            (
                "activate_on_ticket_created_for_end_user",
                "10:00 agent \n 11:00 agent",
                "RT 1: activate 10:00, fulfill 11:00 60/60",
            ),
            (
                "activate_on_agent_ticket_created_for_end_user_with_internal_note",
                "10:00 note \n 11:00 agent",
                "RT 1: activate 10:00, fulfill 11:00 60/60",
            ),
            (
                "activate_on_light_agent_on_email_forward_ticket_from_end_user",
                "10:00 light forwarded \n 11:00 agent",
                "RT 1: activate 10:00, fulfill 11:00 60/60",
            ),
            (
                "activate_on_agent_created_ticket_for_self",
                "10:00 agent own internal \n 11:00 agent own internal \n 12:00 agent internal",
                "RT 1: activate 10:00, fulfill 12:00 120/120",
            ),
        ],
    )
    def test_what_starts_a_first_reply(self, setting: str, timeline: str, events: str) -> None:
        with_it = msgspec.convert({"first_reply_time": {setting: True}}, Settings)
        assert told(timeline, "RT") == []
        assert told(timeline, "RT", settings=with_it, policy="FRT 60c") == [
            events.replace("activate 10:00", "activate 10:00, apply 60c 10:00").replace(
                "fulfill 12:00", "breach 11:00, fulfill 12:00"
            )
        ]

    @pytest.mark.parametrize("line", ["10:00 agent internal", "10:00 note internal"])
    def test_tickets_for_colleagues_are_not_for_end_users(self, line: str) -> None:
        names = Settings().first_reply_time.__struct_fields__
        every = msgspec.convert({"first_reply_time": dict.fromkeys(names, True)}, Settings)
        assert told(line, "RT", settings=every, policy="FRT 60c") == []
        assert told(line.removesuffix(" internal"), "RT", settings=every, policy="FRT 60c")

    @pytest.mark.parametrize(
        ("setting", "line"),
        [
            ("activate_on_end_user_added_internal_note", "12:00 hidden"),
            (
                "activate_on_agent_requested_ticket_with_public_comment_or_internal_note",
                "12:00 note own internal",
            ),
            (
                "activate_on_agent_requested_ticket_with_public_comment_or_internal_note",
                "12:00 agent own internal",
            ),
            ("activate_on_light_agent_internal_note", "12:00 light"),
        ],
    )
    def test_what_starts_a_next_reply(self, setting: str, line: str) -> None:
        timeline = f"10:00 agent > open \n {line} \n 12:30 agent"
        with_it = msgspec.convert({"next_reply_time": {setting: True}}, Settings)
        assert told(timeline, "RT", policy="NRT 60c") == []
        assert told(timeline, "RT", settings=with_it, policy="NRT 60c") == [
            "RT 1: activate 12:00, apply 60c 12:00, fulfill 12:30 30/30"
        ]

    @pytest.mark.parametrize("author", ["note", "light"])
    def test_notes_that_end_the_first_reply(self, author: str) -> None:
        with_it = msgspec.convert(
            {"first_reply_time": {"fulfill_on_agent_internal_note": True}}, Settings
        )
        timeline = f"10:00 customer \n 10:30 {author} \n 11:00 agent"
        policy = "FRT 90c"
        assert told(timeline, "RT", policy=policy)[0].endswith("fulfill 11:00 60/60")
        assert told(timeline, "RT", policy=policy, settings=with_it)[0].endswith(
            "fulfill 10:30 30/30"
        )

    def test_notes_that_end_a_next_reply_but_not_the_first(self) -> None:
        name = "fulfill_on_non_requesting_agent_internal_note_after_activation"
        with_it = msgspec.convert({"next_reply_time": {name: True}}, Settings)
        timeline = """10:00 customer
        10:10 note
        10:20 agent
        10:30 customer
        10:40 note own
        10:50 note"""
        assert told(timeline, "RT", policy="NRT 60c", settings=with_it) == [
            "RT 1: activate 10:00, fulfill 10:20 20/20",
            "RT 2: activate 10:30, apply 60c 10:30, fulfill 10:50 20/20",
        ]

    def test_notes_that_are_updates(self) -> None:
        with_it = msgspec.convert(
            {"periodic_update_time": {"activate_on_agent_internal_note": True}}, Settings
        )
        timeline = "10:00 customer \n 10:30 note \n 11:00 note"
        assert told(timeline, "PER", policy="PER 60c", settings=with_it) == [
            "PER 1: activate 10:30, apply 60c 10:30, fulfill 11:00 30/30",
            "PER 2: activate 11:00, apply 60c 11:00",
        ]
        assert told(timeline, "PAU", policy="PER 60c", settings=with_it) == []
        assert told(timeline, "PER", policy="PER 60c") == []


class TestReplies:
    def test_an_agent_who_asks_is_no_customer_and_no_agent(self) -> None:
        timeline = """10:00 customer
        10:10 agent own
        10:20 agent
        10:30 agent own"""
        assert told(timeline, "RT") == ["RT 1: activate 10:00, fulfill 10:20 20/20"]

    def test_a_private_ticket_that_was_answered_waits_for_a_next_reply(self) -> None:
        timeline = """10:00 note > open
        10:10 agent
        10:20 customer"""
        assert told(timeline, "RT", policy="FRT 10c, NRT 20c") == [
            "RT 1: activate 10:20, apply 20c 10:20"
        ]

    def test_a_private_ticket_that_was_solved_waits_for_a_next_reply(self) -> None:
        timeline = """10:00 note > open
        10:10 set > solved
        10:20 customer"""
        assert told(timeline, "RT", policy="FRT 10c, NRT 20c") == [
            "RT 1: activate 10:20, apply 20c 10:20"
        ]

    def test_a_customer_who_solves_waits_for_nothing(self) -> None:
        timeline = """10:00 agent > open
        10:10 customer > solved"""
        assert told(timeline, "RT") == []
