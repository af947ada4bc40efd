"""Imported tickets: taken over as they were, one by one and in bulk."""

from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families.ticket_making import comments

OLD = "2019-05-01T08:00:00Z"
COMMENTS: list[dict[str, Any]] = [
    {"value": "The lamp is broken", "created_at": "2019-05-01T08:00:00Z"},
    {"body": "We look", "public": False, "created_at": "2019-05-02T08:00:00Z"},
    {"html_body": "<b>Done</b>", "created_at": "2019-05-03T08:00:00Z"},
]


def send(desk: Desk, path: str = "/imports/tickets", **ticket: Any) -> Answer:
    return desk.admin.post(path, {"ticket": ticket})


def taken_over(desk: Desk, **ticket: Any) -> Any:
    """The ticket that an import answers."""
    given = {"subject": "Old", "description": "It was dark", **ticket}
    answer = send(desk, **given)
    assert answer.status == 201, answer.text
    return answer.json["ticket"]


class TestImport:
    @pytest.mark.parametrize(("who", "status"), [("anonymous", 401), ("emma", 403), ("agent", 403)])
    def test_only_admins(self, desk: Desk, who: str, status: int) -> None:
        before = desk.snapshot()
        body = {"ticket": {"description": "x"}}
        assert getattr(desk, who).post("/imports/tickets", body).status == status
        assert desk.snapshot() == before

    def test_times_are_those_given(self, desk: Desk) -> None:
        ticket = taken_over(
            desk, created_at=OLD, updated_at="2019-06-01T10:00:00+02:00", status="solved"
        )
        assert ticket["created_at"] == OLD
        assert ticket["updated_at"] == "2019-06-01T08:00:00Z"
        assert ticket["status"] == "solved"
        assert desk.agent.get("/tickets/1").json["ticket"] == ticket

    def test_times_not_given_are_now(self, desk: Desk) -> None:
        ticket = taken_over(desk)
        assert ticket["created_at"] == ticket["updated_at"] == "2026-03-02T09:00:00Z"

    def test_solved_at_is_found_by_search(self, desk: Desk) -> None:
        times = {"created_at": OLD, "updated_at": OLD, "solved_at": "2019-05-05T00:00:00Z"}
        taken_over(desk, status="closed", **times)
        found = desk.admin.get("/search", query="type:ticket solved:2019-05-05").json
        assert [ticket["id"] for ticket in found["results"]] == [1]

    def test_conversation_with_authors_privacy_and_times(self, desk: Desk) -> None:
        people = [desk.cast.emma, desk.cast.agent, desk.cast.bob]
        given = [
            {**comment, "author_id": author}
            for comment, author in zip(COMMENTS, people, strict=True)
        ]
        answer = send(desk, subject="Old", created_at=OLD, comments=given)
        assert answer.status == 201
        assert answer.json["ticket"]["description"] == "The lamp is broken"
        assert answer.json["ticket"]["is_public"] is True
        found = comments(desk)
        assert [comment["author_id"] for comment in found] == people
        assert [comment["public"] for comment in found] == [True, False, True]
        assert [comment["body"] for comment in found] == ["The lamp is broken", "We look", "Done"]
        assert [comment["created_at"] for comment in found] == [
            comment["created_at"] for comment in COMMENTS
        ]
        audits = desk.agent.get("/tickets/1/audits").json["audits"]
        assert [audit["created_at"] for audit in audits] == [
            comment["created_at"] for comment in COMMENTS
        ]
        assert {event["type"] for event in audits[0]["events"]} == {"Comment", "Create"}
        assert [len(audit["events"]) for audit in audits[1:]] == [1, 1]

    def test_description_comes_before_the_comments(self, desk: Desk) -> None:
        taken_over(desk, created_at="2019-05-01T09:00:00Z", comments=COMMENTS)
        assert [comment["body"] for comment in comments(desk)] == [
            "It was dark",
            "The lamp is broken",
            "We look",
            "Done",
        ]

    def test_comments_are_put_in_the_order_of_their_times(self, desk: Desk) -> None:
        send(desk, created_at=OLD, comments=COMMENTS[::-1])
        assert [comment["body"] for comment in comments(desk)] == [
            "The lamp is broken",
            "We look",
            "Done",
        ]
        assert desk.agent.get("/tickets/1").json["ticket"]["description"] == "The lamp is broken"

    def test_private_conversation_makes_a_private_ticket(self, desk: Desk) -> None:
        answer = send(desk, comments=[{"value": "Psst", "public": False}])
        assert answer.json["ticket"]["is_public"] is False
        send(desk, comments=[{"value": "Psst", "public": False}, {"value": "Hear"}])
        assert desk.agent.get("/tickets/2").json["ticket"]["is_public"] is True

    def test_comment_of_a_change_is_not_read(self, desk: Desk) -> None:
        taken_over(desk, comment={"body": "Not me"})
        assert [comment["body"] for comment in comments(desk)] == ["It was dark"]

    @pytest.mark.parametrize("status", ["new", "open", "pending", "hold", "solved", "closed"])
    def test_any_status_without_an_assignee(self, desk: Desk, status: str) -> None:
        ticket = taken_over(desk, status=status)
        assert (ticket["status"], ticket["assignee_id"]) == (status, None)
        assert ticket["custom_status_id"] is not None

    def test_required_fields_may_be_empty(self, desk: Desk) -> None:
        field = {"ticket_field": {"type": "text", "title": "Model", "required": True}}
        assert desk.admin.post("/ticket_fields", field).status == 201
        assert taken_over(desk, status="solved")["status"] == "solved"

    def test_assigned_ticket_without_a_status_is_open(self, desk: Desk) -> None:
        ticket = taken_over(desk, assignee_id=desk.cast.agent)
        assert (ticket["status"], ticket["group_id"]) == ("open", desk.cast.support)

    def test_fields_tags_and_people(self, desk: Desk) -> None:
        ticket = taken_over(
            desk,
            requester_id=desk.cast.emma,
            tags=["b", "a"],
            priority="high",
            external_id=77,
            email_ccs=[{"user_email": "eric@acme.example"}],
        )
        assert ticket["requester_id"] == desk.cast.emma
        assert ticket["organization_id"] == desk.cast.acme
        assert ticket["tags"] == ["a", "b"]
        assert (ticket["priority"], ticket["external_id"]) == ("high", "77")
        assert ticket["email_cc_ids"] == [desk.cast.eric]
        found = desk.agent.get("/search", query="type:ticket tags:a dark").json["results"]
        assert [entry["id"] for entry in found] == [1]

    def test_nothing_is_measured(self, desk: Desk) -> None:
        taken_over(desk, comments=COMMENTS, status="solved")
        assert desk.agent.get("/tickets/1/metrics").status == 404
        assert desk.agent.get("/ticket_metrics").json["count"] == 0

    def test_later_changes_follow_the_rules_again(self, desk: Desk) -> None:
        taken_over(desk, created_at=OLD, updated_at=OLD, status="closed")
        answer = desk.agent.put("/tickets/1", {"ticket": {"priority": "high"}})
        assert answer.status == 422
        taken_over(desk, created_at=OLD, updated_at=OLD)
        body = {"ticket": {"priority": "high", "comment": {"body": "Now"}}}
        answer = desk.agent.put("/tickets/2", body)
        assert answer.json["ticket"]["updated_at"] == "2026-03-02T09:00:00Z"

    def test_closed_ones_go_to_the_archive_when_asked_for(self, desk: Desk) -> None:
        def listed() -> list[int]:
            return [ticket["id"] for ticket in desk.agent.get("/tickets").json["tickets"]]

        path = "/imports/tickets?archive_immediately=true"
        for status in ("closed", "open"):
            assert send(desk, path, description="x", status=status).status == 201
        taken_over(desk, status="closed")
        assert listed() == [2, 3]
        assert desk.agent.get("/tickets/1").status == 200

    @pytest.mark.parametrize(
        "wrong",
        [
            {"created_at": "yesterday"},
            {"updated_at": "2019-13-01T00:00:00Z"},
            {"solved_at": "x", "status": "solved"},
            {"status": "asleep"},
            {"priority": "huge"},
            {"assignee_id": 1},
            {"requester_id": 1},
            {"comments": [{"value": "x", "author_id": 1}]},
            {"comments": [{"value": "x", "created_at": "then"}]},
            {"description": None},
            {"description": "", "comments": []},
            {"description": None, "comments": [{"value": " "}]},
        ],
    )
    def test_refused(self, desk: Desk, wrong: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert send(desk, **{"description": "x", **wrong}).status == 422
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "wrong", [{"comments": "x"}, {"comments": [{"author_id": "me"}]}, {"created_at": [1]}]
    )
    def test_wrong_type(self, desk: Desk, wrong: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert send(desk, **{"description": "x", **wrong}).status == 400
        assert desk.snapshot() == before

    def test_location(self, desk: Desk) -> None:
        answer = send(desk, description="x")
        assert desk.agent.get(answer.headers["location"]).json["ticket"]["id"] == 1


class TestImportMany:
    def test_each_as_if_alone(self, desk: Desk) -> None:
        tickets = [
            {"subject": "A", "description": "x", "created_at": OLD, "status": "closed"},
            {"subject": "B", "description": "x", "status": "asleep"},
            {"subject": "C", "comments": COMMENTS},
        ]
        job = desk.job(desk.admin.post("/imports/tickets/create_many", {"tickets": tickets}))
        assert (job["status"], job["total"]) == ("completed", 3)
        assert [result.get("id") for result in job["results"]] == [1, None, 2]
        assert job["results"][1]["error"] == "TicketCreateFailed"
        found = desk.agent.get("/tickets/show_many", ids="1,2").json["tickets"]
        assert [ticket["subject"] for ticket in found] == ["A", "C"]
        assert found[0]["created_at"] == OLD
        assert len(comments(desk, 2)) == 3

    def test_archive(self, desk: Desk) -> None:
        tickets = [{"description": "x", "status": "closed"}]
        path = "/imports/tickets/create_many?archive_immediately=true"
        desk.job(desk.admin.post(path, {"tickets": tickets}))
        assert desk.agent.get("/tickets").json["count"] == 0
        assert desk.agent.get("/tickets/1").status == 200

    def test_no_more_than_a_hundred(self, desk: Desk) -> None:
        tickets = [{"description": "x"}] * 101
        answer = desk.admin.post("/imports/tickets/create_many", {"tickets": tickets})
        assert answer.status == 400
        assert desk.run_jobs() == 0

    @pytest.mark.parametrize(("who", "status"), [("anonymous", 401), ("emma", 403), ("agent", 403)])
    def test_only_admins(self, desk: Desk, who: str, status: int) -> None:
        body = {"tickets": [{"description": "x"}]}
        assert getattr(desk, who).post("/imports/tickets/create_many", body).status == status

    def test_tickets_must_be_there(self, desk: Desk) -> None:
        assert desk.admin.post("/imports/tickets/create_many", {}).status == 400
