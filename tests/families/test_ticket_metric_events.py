"""The export of metric events, by time and by cursor."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.policy_making import add_policy, target
from tests.families.ticket_making import change, created_id

EXPORT = "/incremental/ticket_metric_events"
# When the desk of a test begins.
BEGINS = 1_772_442_000


def page(desk: Desk, **query: Any) -> Any:
    answer = desk.admin.get(EXPORT, **{"start_time": BEGINS, **query})
    assert answer.status == 200, answer.text
    return answer.json


def lives(desk: Desk, count: int) -> list[int]:
    """So many tickets, a minute apart, each answered after half of that."""
    ids = []
    for _ in range(count):
        ids.append(created_id(desk.agent, requester_id=desk.cast.emma, priority="normal"))
        desk.clock.forward(seconds=30)
        change(desk.agent, ids[-1], comment={"body": "Hello"})
        desk.clock.forward(seconds=30)
    desk.clock.forward(minutes=1)
    return ids


class TestByTime:
    def test_roles(self, desk: Desk) -> None:
        assert desk.agent.get(EXPORT, start_time=0).status == 403
        assert desk.emma.get(EXPORT, start_time=0).status == 403
        assert desk.anonymous.get(EXPORT, start_time=0).status == 401

    def test_events_of_one_ticket(self, desk: Desk) -> None:
        policy = add_policy(desk, target("requester_wait_time", 60), description="Fast")
        (ticket_id,) = lives(desk, 1)
        found = page(desk)["ticket_metric_events"]
        assert {event["ticket_id"] for event in found} == {ticket_id}
        ids = [event["id"] for event in found]
        assert ids == sorted(set(ids))
        assert sum(event["type"] == "measure" for event in found) == 7
        assert all(event["instance_id"] == 0 for event in found if event["type"] == "measure")
        (applied,) = (event for event in found if event["type"] == "apply_sla")
        assert applied["metric"] == "requester_wait_time"
        assert applied["sla"] == {
            "target": 60,
            "business_hours": False,
            "policy": {"id": policy["id"], "title": "Quick", "description": "Fast"},
            "target_in_seconds": 3600,
        }

    def test_nothing(self, desk: Desk) -> None:
        assert page(desk, start_time=0) == {
            "ticket_metric_events": [],
            "count": 0,
            "next_page": None,
            "end_time": None,
            "end_of_stream": True,
        }

    def test_pages_hold_whole_seconds(self, desk: Desk) -> None:
        lives(desk, 3)
        first = page(desk, per_page=1)
        assert (first["end_time"], first["end_of_stream"]) == (BEGINS, False)
        assert first["count"] == len(first["ticket_metric_events"]) > 1
        second = desk.admin.get(first["next_page"]).json
        # From the last second on, which comes again.
        assert second["ticket_metric_events"] == first["ticket_metric_events"]
        rest = page(desk, start_time=BEGINS + 1)
        assert (rest["end_of_stream"], rest["end_time"]) == (True, BEGINS + 150)
        every = page(desk)
        assert every["count"] == first["count"] + rest["count"]
        assert every["next_page"].endswith(f"start_time={BEGINS + 150}")

    def test_the_last_minute_is_withheld(self, desk: Desk) -> None:
        lives(desk, 1)
        last = page(desk)["count"]
        change(desk.agent, 1, status="pending")
        assert page(desk)["count"] == last
        desk.clock.forward(minutes=1)
        assert page(desk)["count"] > last

    def test_deleted_tickets(self, desk: Desk) -> None:
        gone, _ = lives(desk, 2)
        desk.admin.delete(f"/tickets/{gone}")
        desk.clock.forward(minutes=2)
        tickets = {event["ticket_id"] for event in page(desk)["ticket_metric_events"]}
        assert gone in tickets
        living = page(desk, exclude_deleted="true", include_changes="true")
        assert gone not in {event["ticket_id"] for event in living["ticket_metric_events"]}

    def test_a_breach_that_was_taken_back_comes_again(self, desk: Desk) -> None:
        add_policy(
            desk, target("requester_wait_time", 60), target("requester_wait_time", 600, "low")
        )
        created_id(desk.agent, requester_id=desk.cast.emma, priority="normal")
        desk.clock.forward(hours=2)
        desk.do_chores()
        desk.clock.forward(hours=1)
        (breach,) = breaches(page(desk))
        assert (breach["deleted"], breach["time"]) == (False, "2026-03-02T10:00:00Z")
        change(desk.agent, 1, priority="low")
        since = desk.clock.time
        desk.clock.forward(minutes=2)
        assert breaches(page(desk, start_time=since)) == [{**breach, "deleted": True}]

    @pytest.mark.parametrize(
        ("query", "status"),
        [({}, 400), ({"start_time": "noon"}, 400), ({"start_time": BEGINS - 59}, 422)],
    )
    def test_refused(self, desk: Desk, query: dict[str, Any], status: int) -> None:
        answer = desk.admin.get(EXPORT, **query)
        assert answer.status == status
        if status == 422:
            assert answer.json["error"] == "InvalidValue"


class TestByCursor:
    def test_every_event_once(self, desk: Desk) -> None:
        lives(desk, 3)
        wanted = page(desk)["ticket_metric_events"]
        found = []
        answer = page(desk, **{"page[size]": 7})
        while True:
            assert len(answer["ticket_metric_events"]) <= 7
            found += answer["ticket_metric_events"]
            if not answer["meta"]["has_more"]:
                break
            answer = desk.admin.get(answer["links"]["next"]).json
        assert found == wanted
        # Later events come after the last cursor.
        change(desk.agent, 1, status="pending")
        desk.clock.forward(minutes=1)
        cursor = answer["meta"]["after_cursor"]
        later = page(desk, **{"page[after]": cursor})["ticket_metric_events"]
        assert {event["ticket_id"] for event in later} == {1}
        assert "pause" in {event["type"] for event in later}

    @pytest.mark.parametrize("cursor", ["x", "MTIz", "MXwyfHg"])
    def test_a_cursor_that_is_none(self, desk: Desk, cursor: str) -> None:
        assert desk.admin.get(EXPORT, **{"page[after]": cursor}).status == 400


def breaches(found: Any) -> list[Any]:
    return [event for event in found["ticket_metric_events"] if event["type"] == "breach"]
