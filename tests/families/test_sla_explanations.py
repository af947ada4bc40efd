"""How the times of service levels came about: `/tickets/ID/slas/explanation`."""

from typing import Any

from tests.desk import Desk
from tests.families.policy_making import add_group_policy, add_policy, target
from tests.families.ticket_making import change, created_id


def customers_ticket(desk: Desk, **fields: Any) -> int:
    """A normal ticket that Emma wrote herself, on Monday 2 March 2026."""
    emma = desk.cast.emma
    wanted = {"priority": "normal", "requester_id": emma, "submitter_id": emma, **fields}
    return created_id(desk.agent, **wanted)


def add_schedule(desk: Desk) -> int:
    body = {"schedule": {"name": "Office", "time_zone": "Europe/London"}}
    return int(desk.admin.post("/business_hours/schedules", body).json["schedule"]["id"])


def explained(desk: Desk, ticket_id: int) -> Any:
    found = desk.agent.get(f"/tickets/{ticket_id}/slas/explanation")
    assert found.status == 200, found.text
    return found.json["explanation"]


def level(desk: Desk, ticket_id: int, metric: str) -> Any:
    """What is said of one metric."""
    (found,) = (m for m in explained(desk, ticket_id)["metrics"] if m["metric"] == metric)
    return found


def clocked(spell: dict[str, Any]) -> str:
    """A spell as `09:00 activate .. 10:00 pause: 3600`."""
    start = f"{spell['start'][11:16]} {spell['began']['type']}"
    end = f"{spell['end'][11:16]} {spell['ended']['type']}" if spell["end"] else "now"
    return f"{start} .. {end}: {spell['counted_seconds']}"


def causes(turn: dict[str, Any]) -> list[str]:
    return [
        f"{event['field_name']} {event.get('previous_value')} -> {event['value']}"
        if "field_name" in event
        else f"{event['type']} {event['public']}"
        for event in turn["events"]
    ]


class TestExplainServiceLevels:
    def test_in_business_hours(self, desk: Desk) -> None:
        schedule_id = add_schedule(desk)
        policy = add_policy(desk, target("requester_wait_time", 600, business_hours=True))
        # At nine, when the day begins.
        ticket_id = customers_ticket(desk)
        desk.clock.forward(hours=1)
        change(desk.agent, ticket_id, status="pending")
        desk.clock.forward(hours=1)
        change(desk.agent, ticket_id, status="open")
        desk.clock.forward(days=1)
        found = explained(desk, ticket_id)
        assert found["schedule"] == {
            "id": schedule_id,
            "name": "Office",
            "time_zone": "Europe/London",
        }
        assert (found["ticket_id"], found["as_of"]) == (ticket_id, "2026-03-03T11:00:00Z")
        wait = level(desk, ticket_id, "requester_wait_time")
        assert wait["policy"] == {"id": policy["id"], "kind": "sla", "title": "Quick"}
        assert (wait["target"], wait["target_in_seconds"], wait["business_hours"]) == (
            600,
            36_000,
            True,
        )
        assert [clocked(spell) for spell in wait["spells"]] == [
            "09:00 activate .. 10:00 pause: 3600",
            "11:00 activate .. now: 28800",
        ]
        assert wait["spells"][1]["hours"] == [
            {"start": "2026-03-02T11:00:00Z", "end": "2026-03-02T17:00:00Z", "seconds": 21_600},
            {"start": "2026-03-03T09:00:00Z", "end": "2026-03-03T11:00:00Z", "seconds": 7200},
        ]
        assert (wait["counted_seconds"], wait["remaining_seconds"]) == (32_400, 3600)
        assert (wait["stage"], wait["breach_at"], wait["breached_at"], wait["fulfilled_at"]) == (
            "active",
            "2026-03-03T12:00:00Z",
            None,
            None,
        )

    def test_what_began_and_ended_each_spell(self, desk: Desk) -> None:
        add_policy(desk, target("first_reply_time", 60), target("agent_work_time", 60))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(minutes=90)
        comment = {"body": "Try another bulb", "public": True}
        reply = change(desk.agent, ticket_id, comment=comment, status="pending")
        found = level(desk, ticket_id, "first_reply_time")
        (spell,) = found["spells"]
        assert clocked(spell) == "09:00 activate .. 10:30 fulfill: 5400"
        assert causes(spell["began"]) == ["Comment True", "status None -> new"]
        assert causes(spell["ended"]) == ["Comment True"]
        assert spell["ended"]["audit_id"] == reply["audit"]["id"]
        # By the calendar all of it counts.
        (opening,) = spell["hours"]
        assert (opening["start"], opening["end"]) == (spell["start"], spell["end"])
        work = level(desk, ticket_id, "agent_work_time")
        assert (work["stage"], work["breach_at"]) == ("paused", None)
        assert causes(work["spells"][0]["ended"]) == ["status new -> pending"]

    def test_missed_and_fulfilled(self, desk: Desk) -> None:
        add_policy(desk, target("first_reply_time", 60))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(minutes=90)
        change(desk.agent, ticket_id, comment={"body": "Try this", "public": True})
        found = level(desk, ticket_id, "first_reply_time")
        assert (found["stage"], found["remaining_seconds"]) == ("achieved", -1800)
        assert found["breach_at"] == found["breached_at"] == "2026-03-02T10:00:00Z"
        assert found["fulfilled_at"] == "2026-03-02T10:30:00Z"

    def test_told_later_than_it_was_due(self, desk: Desk) -> None:
        add_policy(desk, target("first_reply_time", 60, "urgent"))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(minutes=90)
        change(desk.agent, ticket_id, priority="urgent")
        found = level(desk, ticket_id, "first_reply_time")
        assert found["breach_at"] == "2026-03-02T10:00:00Z"
        assert found["breached_at"] == "2026-03-02T10:30:00Z"

    def test_ownership_of_a_group(self, desk: Desk) -> None:
        add_policy(desk, target("first_reply_time", 60))
        policy = add_group_policy(desk, desk.cast.support, 30)
        ticket_id = customers_ticket(desk)
        desk.clock.forward(minutes=20)
        change(desk.agent, ticket_id, group_id=desk.cast.support)
        desk.clock.forward(minutes=10)
        found = level(desk, ticket_id, "group_ownership_time")
        assert found["policy"] == {"id": policy["id"], "kind": "group_sla", "title": "Own it"}
        (spell,) = found["spells"]
        assert causes(spell["began"]) == [f"group_id None -> {desk.cast.support}"]
        assert (found["counted_seconds"], found["remaining_seconds"]) == (600, 1200)

    def test_without_a_target(self, desk: Desk) -> None:
        add_schedule(desk)
        ticket_id = customers_ticket(desk)
        desk.clock.forward(days=1)
        found = level(desk, ticket_id, "total_resolution_time")
        assert (found["policy"], found["target"], found["remaining_seconds"]) == (None, None, None)
        assert (found["business_hours"], found["counted_seconds"]) == (False, 86_400)

    def test_a_target_that_is_gone(self, desk: Desk) -> None:
        policy = add_policy(desk, target("first_reply_time", 60))
        ticket_id = customers_ticket(desk)
        assert level(desk, ticket_id, "first_reply_time")["target"] == 60
        desk.admin.delete(f"/slas/policies/{policy['id']}")
        # A policy that is gone lets go of a ticket at its next change.
        assert level(desk, ticket_id, "first_reply_time")["policy"]["title"] == "Quick"
        change(desk.agent, ticket_id, type="task")
        assert level(desk, ticket_id, "first_reply_time")["policy"] is None

    def test_hours_that_are_others_now(self, desk: Desk) -> None:
        schedule_id = add_schedule(desk)
        add_policy(desk, target("agent_work_time", 600, business_hours=True))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(hours=1)
        change(desk.agent, ticket_id, status="pending")
        assert level(desk, ticket_id, "agent_work_time")["spells"][0]["by_former_hours"] is False
        feast = {"name": "Feast", "start_date": "2026-03-02", "end_date": "2026-03-02"}
        path = f"/business_hours/schedules/{schedule_id}/holidays"
        assert desk.admin.post(path, {"holiday": feast}).status == 201
        found = level(desk, ticket_id, "agent_work_time")
        (spell,) = found["spells"]
        assert (spell["counted_seconds"], spell["hours"], spell["by_former_hours"]) == (
            3600,
            [],
            True,
        )
        assert found["counted_seconds"] == 3600

    def test_deleted_in_between(self, desk: Desk) -> None:
        add_policy(desk, target("total_resolution_time", 600))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(hours=1)
        assert desk.admin.delete(f"/tickets/{ticket_id}").status == 204
        desk.clock.forward(hours=1)
        assert desk.admin.put(f"/deleted_tickets/{ticket_id}/restore").status == 200
        desk.clock.forward(hours=1)
        found = level(desk, ticket_id, "total_resolution_time")
        assert [clocked(spell) for spell in found["spells"]] == [
            "09:00 activate .. 10:00 delete: 3600",
            "11:00 restore .. now: 3600",
        ]

    def test_agrees_with_where_targets_stand(self, desk: Desk) -> None:
        add_policy(desk, target("first_reply_time", 60), target("requester_wait_time", 90))
        ticket_id = customers_ticket(desk)
        desk.clock.forward(minutes=30)
        path = f"/tickets/{ticket_id}/slas/policy_metrics"
        standing = {m["metric"]: m for m in desk.agent.get(path).json["policy_metrics"]}
        told = {m["metric"]: m for m in explained(desk, ticket_id)["metrics"] if m["target"]}
        assert standing.keys() == told.keys()
        for metric, entry in standing.items():
            assert told[metric]["breach_at"] == entry["breach_at"]
            assert told[metric]["remaining_seconds"] == entry.get("minutes", 60) * 60

    def test_who_may_ask(self, desk: Desk) -> None:
        ticket_id = customers_ticket(desk, group_id=desk.cast.support)
        path = f"/tickets/{ticket_id}/slas/explanation"
        assert desk.anonymous.get(path).status == 401
        assert desk.emma.get(path).status == 403
        assert desk.bob.get(path).status == 403
        assert desk.agent.get("/tickets/99/slas/explanation").status == 404

    def test_an_imported_ticket_is_not_measured(self, desk: Desk) -> None:
        ticket = {"requester_id": desk.cast.emma, "comments": [{"value": "Dark"}]}
        made = desk.admin.post("/imports/tickets", {"ticket": ticket})
        assert made.status == 201, made.text
        path = f"/tickets/{made.json['ticket']['id']}/slas/explanation"
        assert desk.admin.get(path).status == 404
