"""What is measured of a ticket, over a scripted life with a moved clock."""

from typing import Any

from tests.desk import Desk
from tests.families.ticket_making import change, create


def metrics(desk: Desk) -> Any:
    return desk.agent.get("/tickets/1/metrics").json["ticket_metric"]


class TestLife:
    def test_at_creation(self, desk: Desk) -> None:
        created_at = create(desk.agent, requester_id=desk.cast.emma)["ticket"]["created_at"]
        found = metrics(desk)
        nothing = {"calendar": None, "business": None}
        assert found["reply_time_in_minutes"] == nothing
        assert found["requester_wait_time_in_minutes"] == nothing
        assert found["on_hold_time_in_minutes"] == {"calendar": 0, "business": 0}
        assert (found["assignee_stations"], found["group_stations"], found["replies"]) == (0, 0, 0)
        assert found["status_updated_at"] == found["requester_updated_at"] == created_at
        assert found["solved_at"] is None

    def test_first_reply_counts_once(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        desk.clock.forward(minutes=5)
        change(desk.agent, 1, comment={"body": "Psst", "public": False})
        assert metrics(desk)["reply_time_in_minutes"]["calendar"] is None
        desk.clock.forward(minutes=5, seconds=30)
        change(desk.agent, 1, comment={"body": "Hello"})
        desk.clock.forward(minutes=60)
        change(desk.agent, 1, comment={"body": "Hello again"})
        found = metrics(desk)
        # Ten and a half minutes, rounded half up.
        assert found["reply_time_in_minutes"] == {"calendar": 11, "business": 11}
        assert found["replies"] == 2

    def test_waiting(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        for minutes, status in ((32, "open"), (8, "pending"), (100, "hold"), (20, "open")):
            desk.clock.forward(minutes=minutes)
            change(desk.agent, 1, status=status)
        found = metrics(desk)
        assert found["requester_wait_time_in_minutes"]["calendar"] == 32 + 8 + 20
        assert found["agent_wait_time_in_minutes"]["calendar"] == 100
        assert found["on_hold_time_in_minutes"]["calendar"] == 20

    def test_solving_reopening_and_solving_again(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        desk.clock.forward(minutes=30)
        change(desk.agent, 1, status="solved")
        first = metrics(desk)
        assert first["first_resolution_time_in_minutes"]["calendar"] == 30
        assert first["full_resolution_time_in_minutes"]["calendar"] == 30
        desk.clock.forward(minutes=30)
        change(desk.agent, 1, comment={"body": "No", "author_id": desk.cast.emma})
        reopened = metrics(desk)
        assert (reopened["reopens"], reopened["solved_at"]) == (1, None)
        assert reopened["full_resolution_time_in_minutes"]["calendar"] is None
        assert reopened["first_resolution_time_in_minutes"]["calendar"] == 30
        desk.clock.forward(minutes=30)
        change(desk.agent, 1, status="solved")
        assert metrics(desk)["full_resolution_time_in_minutes"]["calendar"] == 90

    def test_stations(self, desk: Desk) -> None:
        create(desk.agent, assignee_id=desk.cast.agent)
        for assignee in (desk.cast.admin, None, desk.cast.agent):
            desk.clock.forward(minutes=1)
            change(desk.agent, 1, assignee_id=assignee)
        found = metrics(desk)
        assert (found["assignee_stations"], found["group_stations"]) == (3, 1)
        assert found["initially_assigned_at"] < found["assigned_at"]


class TestRead:
    def test_newest_ticket_first(self, desk: Desk) -> None:
        create(desk.agent)
        create(desk.agent)
        listed = desk.agent.get("/ticket_metrics").json["ticket_metrics"]
        assert [metric["ticket_id"] for metric in listed] == [2, 1]
        shown = desk.agent.get(f"/ticket_metrics/{listed[0]['id']}").json["ticket_metric"]
        assert shown == listed[0]

    def test_not_of_deleted_or_hidden_tickets(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support)
        assert desk.bob.get("/tickets/1/metrics").status == 404
        assert desk.bob.get("/ticket_metrics").json["ticket_metrics"] == []
        desk.admin.delete("/tickets/1")
        assert desk.agent.get("/tickets/1/metrics").status == 404


class TestAudits:
    def test_one_for_each_update_oldest_first(self, desk: Desk) -> None:
        create(desk.agent)
        change(desk.agent, 1, priority="low")
        change(desk.agent, 1, priority="high", comment={"body": "!"})
        listed = desk.agent.get("/tickets/1/audits").json
        assert [len(audit["events"]) for audit in listed["audits"]][1:] == [1, 2]
        assert listed["count"] == 3
        one = listed["audits"][1]
        assert desk.agent.get(f"/tickets/1/audits/{one['id']}").json["audit"] == one
        assert desk.agent.get("/tickets/1/audits/count").json["count"]["value"] == 3

    def test_of_all_tickets_for_admins(self, desk: Desk) -> None:
        create(desk.agent)
        create(desk.agent)
        desk.admin.delete("/tickets/1")
        assert desk.agent.get("/ticket_audits").status == 403
        listed = desk.admin.get("/ticket_audits", include="tickets,users").json
        assert [audit["ticket_id"] for audit in listed["audits"]] == [2]
        assert [ticket["id"] for ticket in listed["tickets"]] == [2]
        assert [user["id"] for user in listed["users"]] == [desk.cast.agent]

    def test_followed_from_the_newest(self, desk: Desk) -> None:
        for _ in range(3):
            create(desk.agent)
        first = desk.admin.get("/ticket_audits", limit=2).json
        assert [audit["ticket_id"] for audit in first["audits"]] == [3, 2]
        older = desk.admin.get(first["before_url"]).json
        assert [audit["ticket_id"] for audit in older["audits"]] == [1]
        create(desk.agent)
        newer = desk.admin.get(first["after_url"]).json
        assert [audit["ticket_id"] for audit in newer["audits"]] == [4]
        nothing = desk.admin.get(newer["after_url"]).json
        assert (nothing["audits"], nothing["after_url"]) == ([], None)
        assert desk.admin.get("/ticket_audits", cursor="x").status == 400

    def test_hidden_and_unknown(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support)
        assert desk.bob.get("/tickets/1/audits").status == 403
        assert desk.agent.get("/tickets/1/audits/7").status == 404
        assert desk.agent.get("/tickets/7/audits").status == 404
