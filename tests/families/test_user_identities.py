"""The user identities family: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk


def add(desk: Desk, user_id: int, by: Caller | None = None, **identity: object) -> Answer:
    path = f"/users/{user_id}/identities"
    return (by or desk.admin).post(path, {"identity": {"type": "email", **identity}})


def user(desk: Desk, user_id: int) -> Any:
    return desk.admin.get(f"/users/{user_id}").json["user"]


class TestList:
    def test_agent(self, desk: Desk) -> None:
        add(desk, desk.cast.emma, value="emma@home.example")
        listed = desk.agent.get(f"/users/{desk.cast.emma}/identities").json
        assert [row["value"] for row in listed["identities"]] == [
            "emma@acme.example",
            "emma@home.example",
        ]
        assert [row["primary"] for row in listed["identities"]] == [True, False]
        assert listed["count"] == 2

    def test_primary_first(self, desk: Desk) -> None:
        made = add(desk, desk.cast.emma, value="emma@home.example", primary=True)
        assert made.json["identity"]["primary"]
        rows = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"]
        assert [row["primary"] for row in rows] == [True, False]
        assert rows[0]["id"] > rows[1]["id"]

    def test_by_type(self, desk: Desk) -> None:
        add(desk, desk.cast.emma, type="twitter", value="emma")
        path = f"/users/{desk.cast.emma}/identities"
        rows = desk.agent.get(path, **{"type[]": ["twitter", "facebook"]}).json["identities"]
        assert [row["value"] for row in rows] == ["emma"]
        assert desk.agent.get(path, **{"type[]": ["email", "twitter"]}).json["count"] == 2

    def test_by_cursor(self, desk: Desk) -> None:
        add(desk, desk.cast.emma, value="emma@home.example")
        path = f"/users/{desk.cast.emma}/identities"
        first = desk.agent.get(path, **{"page[size]": 1}).json
        assert first["meta"]["has_more"]
        second = desk.agent.get(first["links"]["next"]).json
        assert second["identities"][0]["value"] == "emma@home.example"
        assert not second["meta"]["has_more"]

    @pytest.mark.parametrize("root", ["users", "end_users"])
    def test_end_user_sees_only_their_own(self, desk: Desk, root: str) -> None:
        assert desk.emma.get(f"/{root}/{desk.cast.emma}/identities").json["count"] == 1
        assert desk.emma.get(f"/{root}/{desk.cast.eric}/identities").status == 404

    def test_unverified_end_user_may_not(self, desk: Desk) -> None:
        assert desk.zoe.get(f"/end_users/{desk.cast.zoe}/identities").status == 403

    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get(f"/users/{desk.cast.emma}/identities").status == 401


class TestShow:
    def test_agent(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/identities"
        row = desk.agent.get(path).json["identities"][0]
        assert desk.agent.get(row["url"]).json["identity"] == row
        assert row["deliverable_state"] == "deliverable"
        assert (row["verification_method"], row["undeliverable_count"]) == ("low", 0)
        assert desk.emma.get(f"/end_users/{desk.cast.emma}/identities/{row['id']}").status == 200

    def test_of_somebody_else(self, desk: Desk) -> None:
        row = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"][0]
        assert desk.agent.get(f"/users/{desk.cast.eric}/identities/{row['id']}").status == 404


class TestCreate:
    def test_admin(self, desk: Desk) -> None:
        answer = add(desk, desk.cast.emma, value="Emma@Home.Example", verified=True)
        identity = answer.json["identity"]
        assert answer.status == 201
        assert answer.headers["location"] == identity["url"]
        assert (identity["value"], identity["verified"]) == ("emma@home.example", True)
        assert not identity["primary"]
        assert user(desk, desk.cast.emma)["email"] == "emma@acme.example"

    def test_reserved_domain(self, desk: Desk) -> None:
        made = add(desk, desk.cast.emma, value="emma@mail.example.com").json["identity"]
        assert made["deliverable_state"] == "reserved_example"

    def test_number_as_value(self, desk: Desk) -> None:
        made = add(desk, desk.cast.emma, type="phone_number", value=4930123).json["identity"]
        assert made["value"] == "4930123"
        assert "deliverable_state" not in made

    def test_agent_for_end_users_and_self_only(self, desk: Desk) -> None:
        assert add(desk, desk.cast.emma, desk.agent, value="e@home.example").status == 201
        assert add(desk, desk.cast.agent, desk.agent, value="a@home.example").status == 201
        assert add(desk, desk.cast.bob, desk.agent, value="b@home.example").status == 403
        assert add(desk, desk.cast.owner, desk.agent, value="o@home.example").status == 403

    def test_light_agent_may_not(self, desk: Desk) -> None:
        assert add(desk, desk.cast.emma, desk.light, value="e@home.example").status == 403

    def test_end_user_adds_their_own_unverified(self, desk: Desk) -> None:
        body = {"identity": {"type": "email", "value": "e@home.example", "verified": True}}
        made = desk.emma.post(f"/end_users/{desk.cast.emma}/identities", body)
        assert (made.status, made.json["identity"]["verified"]) == (201, False)
        assert desk.emma.post(f"/end_users/{desk.cast.eric}/identities", body).status == 404
        assert desk.emma.post(f"/users/{desk.cast.emma}/identities", body).status == 403
        assert desk.zoe.post(f"/end_users/{desk.cast.zoe}/identities", body).status == 403

    def test_taken(self, desk: Desk) -> None:
        before = desk.snapshot()
        answer = add(desk, desk.cast.emma, value="ERIC@acme.example")
        assert answer.status == 422
        (problem,) = answer.json["details"]["value"]
        assert problem["description"].endswith("is already being used by another user")
        assert problem["error"] == "DuplicateValue"
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("identity", "attribute"),
        [
            ({}, "value"),
            ({"value": None}, "value"),
            ({"value": " "}, "value"),
            ({"value": "no address"}, "value"),
            ({"value": "x" * 250 + "@a.example"}, "value"),
            ({"type": None, "value": "a@b.example"}, "type"),
            ({"type": "pigeon", "value": "a@b.example"}, "type"),
            ({"type": "phone_number", "value": "none"}, "value"),
        ],
    )
    def test_refused(self, desk: Desk, identity: dict[str, object], attribute: str) -> None:
        before = desk.snapshot()
        answer = add(desk, desk.cast.emma, None, **identity)
        assert answer.status == 422
        assert list(answer.json["details"]) == [attribute]
        assert desk.snapshot() == before

    def test_wrong_type(self, desk: Desk) -> None:
        answer = add(desk, desk.cast.emma, value=["x"])
        assert answer.status == 400
        assert "identity.value" in answer.text

    def test_root_is_required(self, desk: Desk) -> None:
        assert desk.admin.post(f"/users/{desk.cast.emma}/identities", {}).status == 400

    def test_unknown_user(self, desk: Desk) -> None:
        assert add(desk, 1, value="a@b.example").status == 404

    def test_found_by_search_afterwards(self, desk: Desk) -> None:
        add(desk, desk.cast.emma, value="lampworks@home.example")
        found = desk.agent.get("/users/search", query="lampworks").json["users"]
        assert [row["id"] for row in found] == [desk.cast.emma]

    def test_first_address_is_the_primary_one(self, desk: Desk) -> None:
        made = desk.admin.post("/users", {"user": {"name": "No Address"}}).json["user"]
        assert add(desk, made["id"], value="first@home.example").json["identity"]["primary"]
        assert user(desk, made["id"])["email"] == "first@home.example"

    def test_verified_address_brings_the_organization(self, desk: Desk) -> None:
        made = desk.admin.post("/users", {"user": {"name": "New Person"}}).json["user"]
        assert made["organization_id"] is None
        add(desk, made["id"], value="new@zebra.example")
        assert user(desk, made["id"])["organization_id"] is None
        add(desk, made["id"], value="person@zebra.example", verified=True)
        assert user(desk, made["id"])["organization_id"] == desk.cast.zebra


class TestUpdate:
    def path(self, desk: Desk) -> str:
        rows = desk.admin.get(f"/users/{desk.cast.emma}/identities").json["identities"]
        return f"/users/{desk.cast.emma}/identities/{rows[0]['id']}"

    def test_value_of_the_primary_one_moves_the_user(self, desk: Desk) -> None:
        answer = desk.agent.put(self.path(desk), {"identity": {"value": "E@new.example"}})
        assert answer.json["identity"]["value"] == "e@new.example"
        assert user(desk, desk.cast.emma)["email"] == "e@new.example"
        assert desk.by_password("e@new.example").get("/users/me").json["user"]["id"]
        assert desk.emma.get("/users/me").json["user"]["id"] is None

    def test_verified_both_ways(self, desk: Desk) -> None:
        path = self.path(desk)
        for value in (False, True):
            answer = desk.admin.put(path, {"identity": {"verified": value}})
            assert answer.json["identity"]["verified"] is value
            assert user(desk, desk.cast.emma)["verified"] is value

    def test_verification_method(self, desk: Desk) -> None:
        path = self.path(desk)
        unverified = desk.admin.put(path, {"identity": {"verification_method": "none"}})
        assert not unverified.json["identity"]["verified"]
        assert desk.admin.put(path, {"identity": {"verification_method": "x"}}).status == 422

    def test_absent_changes_nothing(self, desk: Desk) -> None:
        path = self.path(desk)
        before = desk.snapshot()
        assert desk.admin.put(path, {"identity": {"type": "twitter"}}).status == 200
        assert desk.admin.put(path, {"identity": {"verified": None}}).status == 200
        assert desk.snapshot()["user_identities"] == before["user_identities"]

    @pytest.mark.parametrize("value", [None, "", "eric@acme.example", "no address"])
    def test_refused(self, desk: Desk, value: str | None) -> None:
        path = self.path(desk)
        before = desk.snapshot()
        assert desk.admin.put(path, {"identity": {"value": value}}).status == 422
        assert desk.snapshot() == before

    def test_end_user_may_not(self, desk: Desk) -> None:
        assert desk.emma.put(self.path(desk), {"identity": {"verified": True}}).status == 403


class TestMakePrimary:
    def test_agent(self, desk: Desk) -> None:
        made = add(desk, desk.cast.emma, value="emma@home.example").json["identity"]
        path = f"/users/{desk.cast.emma}/identities/{made['id']}/make_primary"
        rows = desk.agent.put(path).json["identities"]
        assert [(row["value"], row["primary"]) for row in rows] == [
            ("emma@home.example", True),
            ("emma@acme.example", False),
        ]
        emma = user(desk, desk.cast.emma)
        assert (emma["email"], emma["verified"]) == ("emma@home.example", False)

    def test_other_types_keep_theirs(self, desk: Desk) -> None:
        made = add(desk, desk.cast.emma, type="twitter", value="emma").json["identity"]
        rows = desk.admin.put(f"{made['url'][:-5]}/make_primary").json["identities"]
        assert all(row["primary"] for row in rows)
        assert user(desk, desk.cast.emma)["email"] == "emma@acme.example"

    def test_end_user_only_what_is_verified(self, desk: Desk) -> None:
        made = add(desk, desk.cast.emma, value="emma@home.example").json["identity"]
        path = f"/end_users/{desk.cast.emma}/identities/{made['id']}/make_primary"
        assert desk.emma.put(path).status == 422
        desk.admin.put(f"{made['url'][:-5]}/verify")
        assert desk.emma.put(path).json["identities"][0]["value"] == "emma@home.example"

    def test_unknown(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/identities/1/make_primary"
        assert desk.admin.put(path).status == 404


class TestVerify:
    def test_agent(self, desk: Desk) -> None:
        rows = desk.agent.get(f"/users/{desk.cast.zoe}/identities").json["identities"]
        answer = desk.agent.put(f"{rows[0]['url'][:-5]}/verify")
        assert answer.json["identity"]["verified"]
        assert user(desk, desk.cast.zoe)["verified"]
        assert desk.zoe.get(f"/end_users/{desk.cast.zoe}/identities").status == 200

    def test_end_user_may_not(self, desk: Desk) -> None:
        rows = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"]
        assert desk.emma.put(f"{rows[0]['url'][:-5]}/verify").status == 403

    def test_agent_may_not_verify_another_agent(self, desk: Desk) -> None:
        rows = desk.agent.get(f"/users/{desk.cast.bob}/identities").json["identities"]
        assert desk.agent.put(f"{rows[0]['url'][:-5]}/verify").status == 403


class TestRequestVerification:
    @pytest.mark.parametrize("root", ["users", "end_users"])
    def test_agent(self, desk: Desk, root: str) -> None:
        rows = desk.agent.get(f"/users/{desk.cast.zoe}/identities").json["identities"]
        path = f"/{root}/{desk.cast.zoe}/identities/{rows[0]['id']}/request_verification"
        answer = desk.agent.put(path)
        assert (answer.status, answer.content) == (200, b"")
        assert desk.emma.put(path).status == 403

    def test_unknown(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.zoe}/identities/1/request_verification"
        assert desk.agent.put(path).status == 404


class TestDelete:
    def test_next_one_becomes_primary(self, desk: Desk) -> None:
        add(desk, desk.cast.emma, value="emma@home.example", verified=True)
        rows = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"]
        assert desk.agent.delete(rows[0]["url"]).status == 204
        left = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"]
        assert [(row["value"], row["primary"]) for row in left] == [("emma@home.example", True)]
        assert user(desk, desk.cast.emma)["email"] == "emma@home.example"
        assert desk.emma.get("/users/me").json["user"]["id"] is None

    def test_the_last_one(self, desk: Desk) -> None:
        rows = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"]
        assert desk.admin.delete(rows[0]["url"]).status == 204
        assert user(desk, desk.cast.emma)["email"] is None

    def test_others_may_not(self, desk: Desk) -> None:
        rows = desk.agent.get(f"/users/{desk.cast.bob}/identities").json["identities"]
        before = desk.snapshot()
        for caller, status in ((desk.agent, 403), (desk.light, 403), (desk.anonymous, 401)):
            assert caller.delete(rows[0]["url"]).status == status
        own = desk.agent.get(f"/users/{desk.cast.emma}/identities").json["identities"][0]
        assert desk.emma.delete(own["url"]).status == 403
        assert desk.snapshot()["user_identities"] == before["user_identities"]
