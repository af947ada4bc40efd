"""Who is copied on requests, and the requests of people who do not sign in."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.test_requests_writing import ask, comments, made, reply, ticket
from tests.families.ticket_making import create

STRANGER = {"name": "Nora New", "email": "nora@new.example"}


class TestCopies:
    @pytest.mark.parametrize(
        "form",
        [
            {"collaborators": ["eric@acme.example"]},
            {"collaborators": [{"email": "eric@acme.example", "name": "Who"}]},
            {"email_ccs": [{"user_email": "eric@acme.example"}]},
            {"email_ccs": [{"user_id": "ERIC"}]},
            {"collaborators": ["ERIC"]},
            {"collaborator_ids": ["ERIC"]},
        ],
    )
    def test_colleagues_in_every_form(self, desk: Desk, form: dict[str, Any]) -> None:
        request = made(desk.emma, **_put(form, "ERIC", desk.cast.eric))
        assert request["email_cc_ids"] == [desk.cast.eric]

    def test_agents_become_no_followers(self, desk: Desk) -> None:
        made(desk.emma, collaborators=["alice@northwind.example"])
        found = ticket(desk)
        assert (found["email_cc_ids"], found["follower_ids"]) == ([desk.cast.agent], [])

    def test_new_addresses_become_users(self, desk: Desk) -> None:
        made(desk.emma, collaborators=["nora@new.example"])
        users = desk.admin.get("/tickets/1/email_ccs").json["users"]
        assert [user["email"] for user in users] == ["nora@new.example"]

    def test_ids_of_strangers_look_like_those_of_nobody(self, desk: Desk) -> None:
        before = desk.snapshot()
        stranger = ask(desk.emma, collaborators=[desk.cast.zoe])
        nobody = ask(desk.emma, collaborators=[987])
        assert stranger.status == nobody.status == 422
        assert stranger.text.replace(str(desk.cast.zoe), "987") == nobody.text
        assert desk.snapshot() == before

    def test_where_customers_copy_nobody(self, desk: Desk) -> None:
        settings = {"settings": {"tickets": {"comment_email_ccs_allowed": False}}}
        assert desk.admin.put("/account/settings", settings).status == 200
        assert made(desk.emma, collaborators=["eric@acme.example"])["email_cc_ids"] == []

    def test_more_are_added_later(self, desk: Desk) -> None:
        made(desk.emma, collaborators=["eric@acme.example"])
        answer = reply(desk.emma, additional_collaborators=["nora@new.example"])
        assert answer.status == 200
        assert len(answer.json["request"]["email_cc_ids"]) == 2

    def test_people_of_the_request_may_be_named_by_id(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.zoe, email_ccs=[{"user_id": desk.cast.emma}])
        answer = reply(desk.emma, additional_collaborators=[desk.cast.zoe, desk.cast.emma])
        assert answer.status == 200
        assert ticket(desk)["email_cc_ids"] == [desk.cast.emma]

    def test_nobody_is_taken_away(self, desk: Desk) -> None:
        made(desk.emma, collaborators=["eric@acme.example"])
        before = desk.snapshot()
        entry = {"user_id": desk.cast.eric, "action": "delete"}
        assert reply(desk.emma, email_ccs=[entry]).status == 422
        assert desk.snapshot() == before


class TestAnonymous:
    def test_becomes_an_end_user_who_is_not_trusted(self, desk: Desk) -> None:
        request = made(desk.anonymous, requester=STRANGER)
        user = desk.admin.get(f"/users/{request['requester_id']}").json["user"]
        assert (user["name"], user["email"], user["role"]) == (*STRANGER.values(), "end-user")
        assert comments(desk)[0]["author_id"] == user["id"]
        audit = desk.admin.get("/tickets/1/audits").json["audits"][0]
        assert audit["author_id"] == user["id"]
        assert audit["metadata"]["flags"] == [2]

    def test_callers_who_sign_in_are_trusted(self, desk: Desk) -> None:
        made(desk.emma)
        audit = desk.admin.get("/tickets/1/audits").json["audits"][0]
        assert "flags" not in audit["metadata"]

    def test_known_customer(self, desk: Desk) -> None:
        request = made(desk.anonymous, requester={"name": "X", "email": "Emma@Acme.example"})
        assert request["requester_id"] == desk.cast.emma
        assert "Enduser" not in str(request)

    @pytest.mark.parametrize("email", ["alice@northwind.example", "adam@northwind.example"])
    def test_nobody_writes_in_the_name_of_an_agent(self, desk: Desk, email: str) -> None:
        before = desk.snapshot()
        answer = ask(desk.anonymous, requester={"name": "X", "email": email})
        assert answer.status == 422
        assert "Agent" not in answer.text
        assert "Admin" not in answer.text
        assert desk.snapshot() == before

    def test_suspended_customer_gets_the_same_answer(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"suspended": True}})
        suspended = ask(desk.anonymous, requester={"name": "X", "email": "emma@acme.example"})
        agent = ask(desk.anonymous, requester={"name": "X", "email": "adam@northwind.example"})
        assert suspended.status == 422
        assert suspended.text == agent.text.replace("adam@northwind.example", "emma@acme.example")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"requester": None},
            {"requester": {}},
            {"requester": {"name": "Nora"}},
            {"requester": {"email": "nora@new.example"}},
            {"requester": {"name": " ", "email": "nora@new.example"}},
            {"requester": {"name": "Nora", "email": "nora"}},
            {"subject": ""},
            {"subject": None},
            {"comment": None},
        ],
    )
    def test_refused(self, desk: Desk, wrong: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert ask(desk.anonymous, **{"requester": STRANGER, **wrong}).status == 422
        assert desk.snapshot() == before

    def test_copies_nobody_and_follows_up_nothing_of_others(self, desk: Desk) -> None:
        closed = {"status": "closed", "assignee_id": desk.cast.agent}
        create(desk.agent, requester_id=desk.cast.emma, **closed)
        request = made(
            desk.anonymous,
            requester=STRANGER,
            collaborators=["emma@acme.example"],
            via_followup_source_id=1,
        )
        assert request["email_cc_ids"] == []
        assert request["followup_source_id"] is None


def _put(form: Any, word: str, value: object) -> Any:
    """The form with a value in place of a word."""
    if isinstance(form, dict):
        return {key: _put(item, word, value) for key, item in form.items()}
    if isinstance(form, list):
        return [_put(item, word, value) for item in form]
    return value if form == word else form
