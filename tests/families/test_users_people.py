"""People whom others name: found or made with a ticket, and shown beside other records."""

from typing import Any

import pytest

from ombud.families.users.people import name_of_address
from tests.desk import Desk


def requester_of(desk: Desk, **requester: Any) -> Any:
    """The user behind a new ticket's requester."""
    ticket = {"subject": "x", "comment": {"body": "x"}, "requester": requester}
    answer = desk.agent.post("/tickets", {"ticket": ticket})
    assert answer.status == 201, answer.text
    user_id = answer.json["ticket"]["requester_id"]
    return desk.agent.get(f"/users/{user_id}").json["user"]


class TestFindOrCreate:
    def test_known_address(self, desk: Desk) -> None:
        user = requester_of(desk, name="Somebody Else", email="EMMA@acme.example")
        assert (user["id"], user["name"]) == (desk.cast.emma, "Emma Enduser")

    def test_known_second_address(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"email": "emma@home.example"}})
        assert requester_of(desk, email="emma@home.example")["id"] == desk.cast.emma

    def test_new_address(self, desk: Desk) -> None:
        user = requester_of(desk, name="Pat Pine", email="Pat@ACME.example", locale_id=1)
        assert (user["role"], user["email"]) == ("end-user", "pat@acme.example")
        assert (user["name"], user["organization_id"]) == ("Pat Pine", desk.cast.acme)
        assert desk.agent.get("/users/search", query="pine").json["count"] == 1

    def test_without_a_name(self, desk: Desk) -> None:
        assert requester_of(desk, email="pat.pine@forest.example")["name"] == "Pat Pine"

    @pytest.mark.parametrize("requester", [{"email": "nobody"}, {"name": "", "email": ""}])
    def test_nobody(self, desk: Desk, requester: object) -> None:
        before = desk.snapshot()
        ticket = {"subject": "x", "comment": {"body": "x"}, "requester": requester}
        answer = desk.agent.post("/tickets", {"ticket": ticket})
        assert (answer.status, list(answer.json["details"])) == (422, ["requester"])
        assert desk.snapshot() == before


class TestNames:
    @pytest.mark.parametrize(
        ("email", "name"),
        [
            ("jane.doe+news@x.example", "Jane Doe"),
            ("JANE_McDoe@x.example", "JANE McDoe"),
            ("...@x.example", "...@x.example"),
        ],
    )
    def test_of_an_address(self, email: str, name: str) -> None:
        assert name_of_address(email) == name


class TestBeside:
    def test_agents_see_whole_users(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}/organization_memberships"
        users = desk.agent.get(path, include="users").json["users"]
        assert [user["id"] for user in users] == [desk.cast.emma, desk.cast.eric]
        assert users[0]["email"] == "emma@acme.example"

    def test_end_users_see_who_somebody_is(self, desk: Desk) -> None:
        users = desk.emma.get("/organization_memberships", include="users").json["users"]
        assert users == [
            {
                "id": desk.cast.emma,
                "name": "Emma Enduser",
                "photo": None,
                "agent": False,
                "organization_id": desk.cast.acme,
            }
        ]
