"""Creating and answering requests: end users, agents as customers, people who do not sign in."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk
from tests.families.test_requests import field
from tests.families.ticket_making import change, create

STRANGER = {"name": "Nora New", "email": "nora@new.example"}


def ask(caller: Caller, **fields: Any) -> Answer:
    """The answer to creating a request, with a subject and a comment unless they are given."""
    request = {"subject": "Dark", "comment": {"body": "The lamp is off"}, **fields}
    return caller.post("/requests", {"request": request})


def made(caller: Caller, **fields: Any) -> Any:
    answer = ask(caller, **fields)
    assert answer.status == 201, answer.text
    return answer.json["request"]


def reply(caller: Caller, request_id: int = 1, **fields: Any) -> Answer:
    return caller.put(f"/requests/{request_id}", {"request": fields})


def ticket(desk: Desk, ticket_id: int = 1) -> Any:
    """The ticket behind a request."""
    return desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]


def comments(desk: Desk, ticket_id: int = 1) -> Any:
    return desk.admin.get(f"/tickets/{ticket_id}/comments").json["comments"]


class TestCreate:
    def test_end_user(self, desk: Desk) -> None:
        answer = ask(desk.emma, priority="high", type="incident")
        assert answer.status == 201
        assert desk.emma.get(answer.headers["location"]).json == answer.json
        found = ticket(desk)
        people = (found["requester_id"], found["submitter_id"])
        assert people == (desk.cast.emma, desk.cast.emma)
        assert found["organization_id"] == desk.cast.acme
        assert (found["subject"], found["description"]) == ("Dark", "The lamp is off")
        assert (found["priority"], found["type"], found["status"]) == ("high", "incident", "new")
        assert comments(desk)[0]["author_id"] == desk.cast.emma

    def test_agent_is_the_customer(self, desk: Desk) -> None:
        made(desk.agent, requester={"email": "emma@acme.example"})
        assert ticket(desk)["requester_id"] == desk.cast.agent

    def test_light_agent_has_no_public_voice(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert ask(desk.light).status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "ignored",
        [
            {"requester_id": 1},
            {"requester": STRANGER},
            {"submitter_id": 1},
            {"status": "solved"},
            {"solved": True},
            {"assignee_id": 1},
            {"group_id": 1},
            {"tags": ["vip"]},
            {"external_id": "x"},
            {"followers": [{"user_id": 1}]},
            {"is_public": False},
            {"comment": {"body": "x", "public": False, "author_id": 1}},
        ],
    )
    def test_what_is_not_for_customers_is_ignored(
        self, desk: Desk, ignored: dict[str, Any]
    ) -> None:
        made(desk.emma, **ignored)
        found = ticket(desk)
        assert found["requester_id"] == found["submitter_id"] == desk.cast.emma
        assert (found["status"], found["is_public"]) == ("new", True)
        assert not found["tags"]
        assert found["assignee_id"] is None
        assert found["group_id"] is None
        assert found["external_id"] is None
        assert not found["follower_ids"]
        assert comments(desk)[0]["author_id"] == desk.cast.emma

    def test_only_fields_that_customers_may_fill_in(self, desk: Desk) -> None:
        open_ = field(desk, "Model", visible_in_portal=True, editable_in_portal=True)
        shown = field(desk, "Batch", visible_in_portal=True)
        internal = field(desk, "Margin")
        values = [{"id": one, "value": "x"} for one in (open_, shown, internal)]
        request = made(desk.emma, custom_fields=values)
        assert request["custom_fields"] == [
            {"id": open_, "value": "x"},
            {"id": shown, "value": None},
        ]
        stored = {entry["id"]: entry["value"] for entry in ticket(desk)["custom_fields"]}
        assert stored == {open_: "x", shown: None, internal: None}
        made(desk.emma, fields={str(open_): "y", str(internal): "y"})
        stored = {entry["id"]: entry["value"] for entry in ticket(desk, 2)["custom_fields"]}
        assert stored == {open_: "y", shown: None, internal: None}

    def test_comment_as_text_and_as_html(self, desk: Desk) -> None:
        made(desk.emma, comment="Just text")
        assert comments(desk)[0]["body"] == "Just text"
        made(desk.emma, comment={"html_body": "<b>Bold</b><script>alert(1)</script>"})
        assert "<b>Bold</b>" in comments(desk, 2)[0]["html_body"]
        assert "script" not in comments(desk, 2)[0]["html_body"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"comment": None},
            {"comment": {"body": ""}},
            {"comment": {}},
            {"priority": "huge"},
            {"type": "riddle"},
            {"organization_id": 1},
            {"ticket_form_id": 1},
            {"custom_fields": None, "comment": None},
        ],
    )
    def test_refused(self, desk: Desk, wrong: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert ask(desk.emma, **wrong).status == 422
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "wrong", [{"comment": ["x"]}, {"priority": 1}, {"collaborators": "x"}, {"subject": ["x"]}]
    )
    def test_wrong_type(self, desk: Desk, wrong: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert ask(desk.emma, **wrong).status == 400
        assert desk.snapshot() == before

    def test_root_is_required(self, desk: Desk) -> None:
        assert desk.emma.post("/requests", {}).status == 400

    def test_forms_that_customers_do_not_see(self, desk: Desk) -> None:
        from ombud.tables import ticket_forms

        with desk.account.transaction(writes=True) as db:
            form_id = db.insert(
                ticket_forms,
                raw_name="Internal",
                raw_display_name="Internal",
                end_user_visible=False,
                position=5,
                created_at=1,
                updated_at=1,
            )
            db.configuration_changed()
        assert ask(desk.emma, ticket_form_id=form_id).status == 422
        assert made(desk.agent, ticket_form_id=form_id)["ticket_form_id"] == form_id

    def test_files(self, desk: Desk) -> None:
        headers = {"Content-Type": "text/plain"}
        path = "/uploads?filename=lamp.txt"
        upload = desk.emma.send("POST", path, b"off", headers=headers).json["upload"]
        made(desk.emma, comment={"body": "See file", "uploads": [upload["token"]]})
        found = desk.emma.get("/requests/1/comments").json["comments"][0]["attachments"]
        assert [file["file_name"] for file in found] == ["lamp.txt"]


class TestFollowUp:
    def test_own_closed_request(self, desk: Desk) -> None:
        closed = {"status": "closed", "assignee_id": desk.cast.agent}
        create(desk.agent, requester_id=desk.cast.emma, **closed)
        request = made(desk.emma, via_followup_source_id=1)
        assert request["followup_source_id"] == 1
        assert request["via"]["source"]["rel"] == "follow_up"
        assert ticket(desk)["followup_ids"] == [2]

    @pytest.mark.parametrize("status", ["open", "closed"])
    def test_of_others_and_of_open_ones_is_ignored(self, desk: Desk, status: str) -> None:
        asker = desk.cast.emma if status == "open" else desk.cast.zoe
        create(desk.agent, requester_id=asker, status=status, assignee_id=desk.cast.agent)
        assert made(desk.emma, via_followup_source_id=1)["followup_source_id"] is None


class TestUpdate:
    def test_anonymous(self, desk: Desk) -> None:
        made(desk.emma)
        assert reply(desk.anonymous, comment={"body": "x"}).status == 401

    def test_comment(self, desk: Desk) -> None:
        made(desk.emma)
        hidden = {"body": "More", "public": False, "author_id": desk.cast.agent}
        assert reply(desk.emma, comment=hidden).status == 200
        last = comments(desk)[-1]
        assert (last["body"], last["public"], last["author_id"]) == ("More", True, desk.cast.emma)

    def test_comment_as_text(self, desk: Desk) -> None:
        made(desk.emma)
        reply(desk.emma, comment="More")
        assert comments(desk)[-1]["body"] == "More"

    @pytest.mark.parametrize(
        "ignored",
        [
            {"subject": "x"},
            {"priority": "low"},
            {"status": "closed"},
            {"tags": ["x"]},
            {"requester_id": 1},
            {"custom_fields": []},
            {"comment": {"body": ""}},
            {"comment": None},
            {"solved": False},
            {"solved": None},
            {},
        ],
    )
    def test_everything_else_is_ignored(self, desk: Desk, ignored: dict[str, Any]) -> None:
        made(desk.emma)
        before = desk.snapshot()
        assert reply(desk.emma, **ignored).status == 200
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("status", "after"),
        [("new", "new"), ("open", "open"), ("pending", "open"), ("solved", "open")],
    )
    def test_comment_reopens(self, desk: Desk, status: str, after: str) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        if status != "new":
            change(desk.agent, 1, status=status, assignee_id=desk.cast.agent)
        answer = reply(desk.emma, comment={"body": "Still dark"})
        assert answer.json["request"]["status"] == after

    def test_solving(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, assignee_id=desk.cast.agent)
        answer = reply(desk.emma, solved="true", comment={"body": "Thanks"})
        assert answer.status == 200
        assert (answer.json["request"]["status"], answer.json["request"]["solved"]) == (
            "solved",
            True,
        )
        # To say so again does not open it.
        again = reply(desk.emma, solved=True, comment={"body": "Really"})
        assert again.json["request"]["status"] == "solved"

    def test_solving_what_nobody_works_on(self, desk: Desk) -> None:
        made(desk.emma)
        before = desk.snapshot()
        assert reply(desk.emma, solved=True).status == 422
        assert desk.snapshot() == before

    def test_solving_what_somebody_else_asked(self, desk: Desk) -> None:
        ccs = [{"user_id": desk.cast.eric}]
        agent = desk.cast.agent
        create(desk.agent, requester_id=desk.cast.emma, assignee_id=agent, email_ccs=ccs)
        assert reply(desk.eric, solved=True).status == 422

    def test_solved_must_be_true_or_false(self, desk: Desk) -> None:
        made(desk.emma)
        assert reply(desk.emma, solved="perhaps").status == 400

    def test_closed(self, desk: Desk) -> None:
        closed = {"status": "closed", "assignee_id": desk.cast.agent}
        create(desk.agent, requester_id=desk.cast.emma, **closed)
        before = desk.snapshot()
        assert reply(desk.emma, comment={"body": "x"}).status == 422
        assert desk.snapshot() == before

    def test_whoever_is_copied(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.zoe, email_ccs=[{"user_id": desk.cast.emma}])
        change(desk.agent, 1, status="pending")
        assert reply(desk.emma, comment={"body": "Me too"}).json["request"]["status"] == "open"

    def test_colleagues_where_their_organization_allows_it(self, desk: Desk) -> None:
        made(desk.emma)
        assert reply(desk.eric, comment={"body": "Same here"}).status == 200
        body = {"organization": {"shared_comments": False}}
        assert desk.admin.put(f"/organizations/{desk.cast.acme}", body).status == 200
        before = desk.snapshot()
        assert reply(desk.eric, comment={"body": "Again"}).status == 403
        assert desk.snapshot() == before
        assert reply(desk.emma, comment={"body": "Again"}).status == 200

    def test_hidden_looks_like_absent(self, desk: Desk) -> None:
        secret = {"body": "Hidden", "public": False}
        create(desk.agent, requester_id=desk.cast.emma, comment=secret)
        create(desk.agent, requester_id=desk.cast.zoe)
        before = desk.snapshot()
        absent = reply(desk.emma, 99, comment={"body": "x"})
        assert absent.status == 404
        for request_id in (1, 2):
            answer = reply(desk.emma, request_id, comment={"body": "x"})
            assert (answer.status, answer.json) == (404, absent.json)
        assert desk.snapshot() == before
