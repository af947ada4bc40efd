"""The life of a ticket: statuses, custom statuses, what solving needs, reopening, incidents."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.preparing import set_setting
from tests.families.ticket_making import change, create, events


def statuses(desk: Desk) -> dict[str, int]:
    """The default custom status of each category."""
    shown = desk.admin.get("/custom_statuses").json["custom_statuses"]
    return {each["status_category"]: each["id"] for each in shown if each["default"]}


class TestTransitions:
    def test_assignment_opens_a_new_ticket(self, desk: Desk) -> None:
        created = create(desk.agent, assignee_id=desk.cast.agent)
        assert created["ticket"]["status"] == "open"

    def test_group_alone_does_not(self, desk: Desk) -> None:
        assert create(desk.agent, group_id=desk.cast.support)["ticket"]["status"] == "new"

    def test_later_assignment_opens_and_tells(self, desk: Desk) -> None:
        create(desk.agent)
        told = events(change(desk.agent, 1, assignee_id=desk.cast.agent))
        assert told["status"] == "open"
        assert told["assignee_id"] == str(desk.cast.agent)
        assert told["group_id"] == str(desk.cast.support)

    @pytest.mark.parametrize("status", ["open", "pending", "hold"])
    def test_agents_choose(self, desk: Desk, status: str) -> None:
        create(desk.agent)
        assert change(desk.agent, 1, status=status)["ticket"]["status"] == status

    def test_never_back_to_new(self, desk: Desk) -> None:
        create(desk.agent, status="pending")
        assert change(desk.agent, 1, status="new")["ticket"]["status"] == "open"

    def test_status_and_custom_status_move_together(self, desk: Desk) -> None:
        ids = statuses(desk)
        made = create(desk.agent)["ticket"]
        assert made["custom_status_id"] == ids["new"]
        changed = change(desk.agent, 1, custom_status_id=ids["pending"])
        assert changed["ticket"]["status"] == "pending"
        assert events(changed)["custom_status_id"] == str(ids["pending"])
        assert change(desk.agent, 1, status="open")["ticket"]["custom_status_id"] == ids["open"]

    def test_custom_status_decides_over_status(self, desk: Desk) -> None:
        create(desk.agent)
        wanted = statuses(desk)["pending"]
        changed = change(desk.agent, 1, status="hold", custom_status_id=wanted)["ticket"]
        assert (changed["status"], changed["custom_status_id"]) == ("pending", wanted)


class TestReopening:
    def reply(self, desk: Desk, **comment: Any) -> Any:
        said = {"body": "Still dark", "author_id": desk.cast.emma, **comment}
        return change(desk.agent, 1, comment=said)

    @pytest.mark.parametrize("status", ["pending", "hold", "solved"])
    def test_a_customers_reply_reopens(self, desk: Desk, status: str) -> None:
        create(desk.agent, requester_id=desk.cast.emma, status=status)
        assert self.reply(desk)["ticket"]["status"] == "open"

    def test_new_stays_new(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        assert self.reply(desk)["ticket"]["status"] == "new"

    def test_an_agents_reply_does_not(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, status="pending")
        assert change(desk.agent, 1, comment={"body": "?"})["ticket"]["status"] == "pending"

    def test_a_status_given_wins(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, status="pending")
        said = {"body": "Thanks", "author_id": desk.cast.emma}
        changed = change(desk.agent, 1, comment=said, status="solved")
        assert changed["ticket"]["status"] == "solved"


class TestSolving:
    def test_the_solver_becomes_assignee(self, desk: Desk) -> None:
        create(desk.agent)
        solved = change(desk.agent, 1, status="solved")["ticket"]
        assert (solved["status"], solved["assignee_id"]) == ("solved", desk.cast.agent)

    def test_without_an_assignee_nothing_is_solved(self, desk: Desk) -> None:
        set_setting(desk, "tickets.assign_tickets_upon_solve", False)
        create(desk.agent)
        before = desk.snapshot()
        answer = desk.agent.put("/tickets/1", {"ticket": {"status": "solved", "priority": "low"}})
        problem = answer.json["details"]["base"][0]
        assert answer.status == 422
        assert problem["description"] == "Assignee: is required when solving a ticket"
        assert problem["ticket_field_type"] == "FieldAssignee"
        assert desk.snapshot() == before

    def test_every_required_field_is_named(self, desk: Desk) -> None:
        ids = []
        for title, kind in (("Order", "integer"), ("Model", "text")):
            field = {"title": title, "type": kind, "required": True}
            answer = desk.admin.post("/ticket_fields", {"ticket_field": field})
            ids.append(answer.json["ticket_field"]["id"])
        create(desk.agent)
        answer = desk.agent.put("/tickets/1", {"ticket": {"status": "solved"}})
        named = [
            (each["ticket_field_id"], each["ticket_field_type"])
            for each in answer.json["details"]["base"]
        ]
        assert named == [(ids[0], "FieldInteger"), (ids[1], "FieldText")]
        filled = [{"id": ids[0], "value": 7}, {"id": ids[1], "value": "Sun"}]
        solved = change(desk.agent, 1, status="solved", custom_fields=filled)
        assert solved["ticket"]["status"] == "solved"


class TestProblems:
    def test_solving_a_problem_solves_its_incidents(self, desk: Desk) -> None:
        create(desk.agent, type="problem", subject="Power cut", assignee_id=desk.cast.agent)
        for _ in range(2):
            create(desk.agent, type="incident", problem_id=1, requester_id=desk.cast.emma)
        change(desk.agent, 3, assignee_id=desk.cast.agent, status="closed")
        assert desk.agent.get("/tickets/1").json["ticket"]["has_incidents"] is True
        change(desk.agent, 1, status="solved", comment={"body": "Power is back"})
        incident = desk.agent.get("/tickets/2").json["ticket"]
        assert incident["status"] == "solved"
        said = desk.agent.get("/tickets/2/comments").json["comments"][-1]
        assert (said["plain_body"], said["via"]["source"]["rel"]) == ("Power is back", "problem")
        assert desk.agent.get("/tickets/3").json["ticket"]["status"] == "closed"

    def test_a_problem_given_makes_an_incident(self, desk: Desk) -> None:
        create(desk.agent, type="problem")
        assert create(desk.agent, problem_id=1)["ticket"]["type"] == "incident"
        listed = desk.agent.get("/tickets/1/incidents").json["tickets"]
        assert [ticket["id"] for ticket in listed] == [2]

    def test_leaving_incident_leaves_the_problem(self, desk: Desk) -> None:
        create(desk.agent, type="problem")
        create(desk.agent, problem_id=1)
        assert change(desk.agent, 2, type="question")["ticket"]["problem_id"] is None
        assert desk.agent.get("/tickets/1").json["ticket"]["has_incidents"] is False

    def test_incidents_only_of_problems(self, desk: Desk) -> None:
        create(desk.agent)
        assert desk.agent.get("/tickets/1/incidents").status == 404

    def test_problems_and_their_autocompletion(self, desk: Desk) -> None:
        create(desk.agent, type="problem", subject="Power cut")
        create(desk.agent, type="problem", subject="100% flicker")
        create(desk.agent, subject="Power")
        listed = desk.agent.get("/problems").json["tickets"]
        assert [ticket["id"] for ticket in listed] == [2, 1]
        found = desk.agent.post("/problems/autocomplete", {"text": "0% F"}).json["tickets"]
        assert [ticket["id"] for ticket in found] == [2]

    def test_a_due_date_is_for_tasks(self, desk: Desk) -> None:
        due = "2026-04-01T12:00:00+02:00"
        assert create(desk.agent, type="task", due_at=due)["ticket"]["due_at"] == (
            "2026-04-01T10:00:00Z"
        )
        assert change(desk.agent, 1, type="question")["ticket"]["due_at"] is None


class TestFollowUps:
    def test_of_a_closed_ticket(self, desk: Desk) -> None:
        create(desk.agent, tags=["lamp"], assignee_id=desk.cast.agent)
        change(desk.agent, 1, status="closed")
        followup = create(desk.agent, via_followup_source_id=1)["ticket"]
        assert followup["via"]["source"]["rel"] == "follow_up"
        assert followup["via"]["source"]["from"]["ticket_id"] == 1
        assert followup["tags"] == ["lamp"]
        assert desk.agent.get("/tickets/1").json["ticket"]["followup_ids"] == [2]
        assert desk.agent.get("/tickets/2/related").json["followup_source_ids"] == ["1"]

    def test_of_an_open_ticket_is_an_ordinary_one(self, desk: Desk) -> None:
        create(desk.agent)
        made = create(desk.agent, via_followup_source_id=1)["ticket"]
        assert made["via"]["source"]["rel"] is None
