"""What holds for every audit of the golden week, and what explanations say of some of them."""

from typing import Any, NamedTuple

import pytest

from tests.golden.load import rules_in
from tests.golden.past import Past

Json = dict[str, Any]


class Explained(NamedTuple):
    """An audit, counted from 0: which triggers fired in which order, and what stopped others.

    The condition is told by its list and its place there; of `any` all have failed.
    """

    ticket: str
    audit: int
    fired: list[str]
    failed: dict[str, tuple[str, int | None]]


EXPLAINED = [
    Explained(
        "crack",
        0,
        [
            "Safety from the subject",
            "Safety goes to the workshop",
            "Safety is urgent",
            "Came in after hours",
            # It has nobody to write to, and yet it fires.
            "Notify assignee of comment update",
            "Notify group of assignment",
            "Notify requester of received request",
        ],
        {
            # The topic was set by the trigger before it.
            "Orders from the words": ("all", 1),
            "Gold contracts go to Fleet": ("all", 1),
            "Everything else goes to the front desk": ("all", 1),
            "Everything has a priority": ("all", 1),
            "Notify requester of new proactive ticket": ("all", 2),
        },
    ),
    Explained(
        "hours",
        0,
        [
            "Customers who write German",
            "Everything else goes to the front desk",
            "German to Ivo",
            "Everything has a priority",
            "Notify assignee of assignment",
            "Notify requester of received request",
        ],
        {
            "Orders from the words": ("any", None),
            "Fleet and gold members are important": ("any", None),
            "Came in after hours": ("all", 1),
            "Notify assignee of comment update": ("all", 3),
            "Notify group of assignment": ("all", 1),
        },
    ),
    # The thank-you opens the ticket and the first trigger solves it again, so that it is unchanged.
    Explained(
        "hours",
        2,
        [
            "Thanks do not reopen",
            "Notify assignee of comment update",
            "Notify requester and CCs of comment update",
        ],
        {
            "Opened again": ("all", 0),
            "Notify assignee of reopened ticket": ("all", 1),
            "Notify requester of solved request": ("all", 0),
        },
    ),
    # By an automation: nobody has a role, and nothing is said.
    Explained(
        "squeak",
        3,
        ["Problems that many have"],
        {
            "Thanks do not reopen": ("all", 1),
            "Whoever answers first takes it": ("all", 1),
            "Passed around": ("all", 2),
            "Notify group of assignment": ("any", None),
        },
    ),
    Explained(
        "spam",
        0,
        ["Close obvious spam", "Notify assignee of comment update"],
        {
            "Orders from the words": ("all", 2),
            "Everything has a priority": ("all", 2),
            "Repairs go to the workshop": ("any", None),
            "Notify requester of received request": ("all", 1),
        },
    ),
]


class TestExplanations:
    @pytest.mark.parametrize("case", EXPLAINED, ids=lambda case: f"{case.ticket}-{case.audit}")
    def test_tell_what_fired_and_why_others_did_not(self, past: Past, case: Explained) -> None:
        outcomes = past.explained(case.ticket, case.audit)
        fired = [each for each in outcomes if each["outcome"] == "fired"]
        order = sorted(fired, key=lambda each: int(each["fired_as"]))
        assert [each["title"] for each in order] == case.fired
        failed = {each["title"]: each["failed"] for each in outcomes if each["failed"]}
        told = {name: (failed[name]["place"], failed[name]["index"]) for name in case.failed}
        assert told == case.failed

    @pytest.mark.parametrize("case", EXPLAINED, ids=lambda case: f"{case.ticket}-{case.audit}")
    def test_tell_of_every_trigger(self, past: Past, case: Explained) -> None:
        outcomes = past.explained(case.ticket, case.audit)
        assert [each["title"] for each in outcomes] == [
            rule["title"] for rule in rules_in("trigger")
        ]


class TestAudits:
    def test_each_change_begins_where_the_last_one_ended(self, past: Past) -> None:
        broken = []
        for number in past.week.tickets:
            values: Json = {}
            for event in past.events(number):
                if event["type"] not in {"Create", "Change"}:
                    continue
                name, before = event["field_name"], event.get("previous_value")
                if event["type"] == "Change" and values.get(name, before) != before:
                    broken.append((number, event))
                values[name] = event["value"]
        assert broken == []

    def test_each_notification_says_what_its_rule_says(self, past: Past) -> None:
        written = self.written(past)
        for number in past.week.tickets:
            for event in self.notifications(past, number):
                rule_id = event["via"]["source"]["from"]["id"]
                assert (rule_id, event["subject"], event["body"]) in written

    def test_each_notification_was_queued_for_its_recipients(self, past: Past) -> None:
        mailed = past.mailed()
        told = {
            event["id"]: event["recipients"]
            for number in past.week.tickets
            for event in self.notifications(past, number)
        }
        assert {event_id: mailed[event_id] for event_id in told} == told
        # The rest are those of the ticket that was deleted, which shows no audits.
        assert len(mailed) - len(told) == 3

    def notifications(self, past: Past, number: int) -> list[Json]:
        return [each for each in past.events(number) if each["type"].startswith("Notification")]

    def written(self, past: Past) -> set[tuple[int, str, str]]:
        """The messages of all rules, by rule."""
        names = past.week.names
        return {
            (names.id(kind, rule["title"]), value[1], value[2])
            for kind in ("trigger", "automation")
            for rule in rules_in(kind)
            for name, value in names.resolved(rule["actions"])
            if name.startswith("notification_")
        }
