"""The users family: create_or_update finds who is meant, by external id first, else by address."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk


def post(caller: Caller, **fields: Any) -> Answer:
    return caller.post("/users/create_or_update", {"user": fields})


class TestCreateOrUpdate:
    def test_anonymous(self, desk: Desk) -> None:
        assert post(desk.anonymous, name="X").status == 401

    @pytest.mark.parametrize("who", ["emma", "light"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        assert post(getattr(desk, who), name="X").status == 403

    def test_new(self, desk: Desk) -> None:
        answer = post(desk.agent, name="Pat", email="pat@forest.example", external_id="P7")
        assert (answer.status, answer.json["user"]["external_id"]) == (201, "P7")
        assert answer.headers["location"] == answer.json["user"]["url"]

    def test_by_external_id(self, desk: Desk) -> None:
        new = post(desk.admin, name="Pat", external_id="P7").json["user"]
        answer = post(desk.admin, name="Pat Pine", external_id="p7", email="pat@forest.example")
        assert (answer.status, answer.json["user"]["id"]) == (200, new["id"])
        assert answer.headers["location"] == new["url"]
        assert answer.json["user"]["email"] == "pat@forest.example"

    def test_external_id_comes_first(self, desk: Desk) -> None:
        new = post(desk.admin, name="Pat", external_id="P7").json["user"]
        before = desk.snapshot()
        answer = post(desk.admin, name="Pat", external_id="P7", email="emma@acme.example")
        assert answer.status == 422
        assert "email" in answer.json["details"]
        assert desk.snapshot() == before
        assert new["id"] != desk.cast.emma

    def test_by_address(self, desk: Desk) -> None:
        answer = post(desk.admin, name="Emma E", email="EMMA@acme.example", external_id="E1")
        user = answer.json["user"]
        assert (answer.status, user["id"]) == (200, desk.cast.emma)
        assert (user["name"], user["external_id"]) == ("Emma E", "E1")

    def test_by_any_address(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"email": "emma@home.example"}})
        answer = post(desk.admin, email="emma@home.example", notes="n")
        assert (answer.status, answer.json["user"]["id"]) == (200, desk.cast.emma)

    def test_by_an_identity(self, desk: Desk) -> None:
        identity = {"type": "email", "value": "zoe@zebra.example"}
        answer = post(desk.admin, name="Zoe", identities=[identity])
        assert (answer.status, answer.json["user"]["id"]) == (200, desk.cast.zoe)

    def test_address_of_another_external_id(self, desk: Desk) -> None:
        post(desk.admin, email="emma@acme.example", external_id="E1")
        before = desk.snapshot()
        answer = post(desk.admin, email="emma@acme.example", external_id="E2", name="X")
        assert "external_id" in answer.json["details"]
        assert desk.snapshot() == before

    def test_agents_update_no_team_members(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert post(desk.agent, email="bob@northwind.example", name="X").status == 403
        assert desk.snapshot() == before

    def test_name_is_required_for_new_ones_only(self, desk: Desk) -> None:
        assert post(desk.admin, email="new@forest.example").status == 422
        assert post(desk.admin, email="zoe@zebra.example", alias="Z").status == 200
