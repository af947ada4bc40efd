"""The organization memberships family: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk
from tests.families.preparing import allow_several


@pytest.fixture
def several(desk: Desk) -> Desk:
    """The desk, where users may belong to several organizations."""
    allow_several(desk)
    return desk


def join(caller: Caller, user_id: object, organization_id: object, **more: object) -> Answer:
    body = {"user_id": user_id, "organization_id": organization_id, **more}
    return caller.post("/organization_memberships", {"organization_membership": body})


def held(desk: Desk, user_id: int) -> list[tuple[str, bool]]:
    answer = desk.admin.get(f"/users/{user_id}/organization_memberships")
    return [
        (one["organization_name"], one["default"])
        for one in answer.json["organization_memberships"]
    ]


def membership_of(desk: Desk, user_id: int) -> Any:
    answer = desk.admin.get(f"/users/{user_id}/organization_memberships")
    return answer.json["organization_memberships"][0]


def organization_of(desk: Desk, user_id: int) -> object:
    return desk.admin.get(f"/users/{user_id}").json["user"]["organization_id"]


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/organization_memberships").status == 401

    def test_agent_sees_all(self, desk: Desk) -> None:
        found = desk.agent.get("/organization_memberships").json
        assert [one["user_id"] for one in found["organization_memberships"]] == [
            desk.cast.emma,
            desk.cast.eric,
            desk.cast.zoe,
        ]

    def test_end_user_sees_only_their_own(self, desk: Desk) -> None:
        for path in (
            "/organization_memberships",
            f"/users/{desk.cast.emma}/organization_memberships",
            f"/organizations/{desk.cast.acme}/organization_memberships",
        ):
            found = desk.emma.get(path).json["organization_memberships"]
            assert [one["user_id"] for one in found] == [desk.cast.emma], path
        for path in (
            f"/users/{desk.cast.eric}/organization_memberships",
            f"/organizations/{desk.cast.zebra}/organization_memberships",
        ):
            assert desk.emma.get(path).status == 404

    def test_side_loads_hide_from_end_users_what_is_internal(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        desk.admin.put(path, {"organization": {"notes": "Pays late", "tags": ["slow"]}})
        query = {"include": "users,organizations"}
        answer = desk.agent.get("/organization_memberships", **query)
        assert len(answer.json["users"]) == 3
        assert [one["notes"] for one in answer.json["organizations"]] == ["Pays late", None]
        answer = desk.emma.get("/organization_memberships", **query)
        assert [one["name"] for one in answer.json["organizations"]] == ["Acme"]
        assert "Pays late" not in answer.text
        assert "slow" not in answer.text

    def test_of_one_organization(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}/organization_memberships"
        assert desk.agent.get(path).json["count"] == 2

    def test_of_one_user_the_default_stands_first(self, several: Desk) -> None:
        join(several.admin, several.cast.zoe, several.cast.acme)
        assert held(several, several.cast.zoe) == [("Zebra", True), ("Acme", False)]

    def test_pages_by_cursor(self, several: Desk) -> None:
        join(several.admin, several.cast.zoe, several.cast.acme)
        path = f"/users/{several.cast.zoe}/organization_memberships"
        first = several.agent.get(path, **{"page[size]": 1}).json
        second = several.agent.get(first["links"]["next"]).json
        names = [
            page["organization_memberships"][0]["organization_name"] for page in (first, second)
        ]
        assert (names, second["meta"]["has_more"]) == (["Zebra", "Acme"], False)


class TestShow:
    def test_agent(self, desk: Desk) -> None:
        known = membership_of(desk, desk.cast.emma)
        assert desk.agent.get(known["url"]).json["organization_membership"] == known
        path = f"/users/{desk.cast.emma}/organization_memberships/{known['id']}"
        assert desk.agent.get(path).json["organization_membership"] == known

    def test_of_somebody_else(self, desk: Desk) -> None:
        known = membership_of(desk, desk.cast.emma)
        path = f"/users/{desk.cast.eric}/organization_memberships/{known['id']}"
        assert desk.agent.get(path).status == 404
        assert desk.agent.get("/organization_memberships/1").status == 404


class TestCreate:
    def test_the_first_is_the_default(self, desk: Desk) -> None:
        user = desk.admin.post("/users", {"user": {"name": "Nia"}}).json["user"]
        answer = join(desk.agent, user["id"], desk.cast.acme, default=False)
        assert answer.status == 201
        made = answer.json["organization_membership"]
        assert answer.headers["location"] == made["url"]
        assert (made["default"], made["organization_name"]) == (True, "Acme")
        assert organization_of(desk, user["id"]) == desk.cast.acme

    def test_below_a_user(self, desk: Desk) -> None:
        user = desk.admin.post("/users", {"user": {"name": "Nia"}}).json["user"]
        path = f"/users/{user['id']}/organization_memberships"
        body = {"organization_membership": {"organization_id": desk.cast.zebra}}
        assert desk.admin.post(path, body).json["organization_membership"]["user_id"] == user["id"]

    def test_a_second_one_is_refused_where_one_is_the_limit(self, desk: Desk) -> None:
        before = desk.snapshot()
        answer = join(desk.admin, desk.cast.emma, desk.cast.zebra)
        assert (answer.status, list(answer.json["details"])) == (422, ["user_id"])
        assert desk.snapshot() == before

    def test_a_second_one_may_become_the_default(self, several: Desk) -> None:
        join(several.admin, several.cast.emma, several.cast.zebra, default=True, view_tickets=True)
        assert held(several, several.cast.emma) == [("Zebra", True), ("Acme", False)]
        assert organization_of(several, several.cast.emma) == several.cast.zebra

    def test_twice_the_same(self, several: Desk) -> None:
        before = several.snapshot()
        answer = join(several.admin, several.cast.emma, several.cast.acme)
        assert answer.status == 422
        entry = {"description": "User has already been taken", "error": "DuplicateValue"}
        assert answer.json["details"] == {"user_id": [entry]}
        assert several.snapshot() == before

    def test_unknown_user_or_organization(self, desk: Desk) -> None:
        user = desk.admin.post("/users", {"user": {"name": "Nia"}}).json["user"]["id"]
        for organization_id in (None, 1):
            answer = join(desk.admin, user, organization_id)
            assert answer.status == 422
            assert list(answer.json["details"]) == ["organization"]
        assert list(join(desk.admin, 1, desk.cast.acme).json["details"]) == ["user"]

    def test_agents_act_on_end_users_only(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert join(desk.agent, desk.cast.bob, desk.cast.acme).status == 403
        assert join(desk.light, desk.cast.zoe, desk.cast.acme).status == 403
        assert join(desk.emma, desk.cast.emma, desk.cast.zebra).status == 403
        assert desk.snapshot() == before
        assert join(desk.admin, desk.cast.bob, desk.cast.acme).status == 201

    def test_wrong_type(self, desk: Desk) -> None:
        answer = join(desk.admin, "x", desk.cast.acme)
        assert answer.status == 400
        assert "organization_membership.user_id must be an integer" in answer.text


class TestDelete:
    def test_the_oldest_of_the_others_becomes_the_default(self, several: Desk) -> None:
        join(several.admin, several.cast.emma, several.cast.zebra)
        known = membership_of(several, several.cast.emma)
        assert several.agent.delete(known["url"]).status == 204
        assert held(several, several.cast.emma) == [("Zebra", True)]
        assert organization_of(several, several.cast.emma) == several.cast.zebra

    def test_the_last_one_leaves_none(self, desk: Desk) -> None:
        known = membership_of(desk, desk.cast.emma)
        path = f"/users/{desk.cast.emma}/organization_memberships/{known['id']}"
        assert desk.admin.delete(path).status == 204
        assert organization_of(desk, desk.cast.emma) is None

    def test_open_tickets_lose_the_organization_and_solved_ones_keep_it(self, desk: Desk) -> None:
        tickets = []
        for status in ("open", "solved"):
            body = {
                "subject": "Lamp",
                "comment": {"body": "Dark"},
                "requester_id": desk.cast.emma,
                "assignee_id": desk.cast.agent,
                "status": status,
            }
            tickets.append(desk.admin.post("/tickets", {"ticket": body}).json["ticket"]["id"])
        desk.agent.delete(membership_of(desk, desk.cast.emma)["url"])
        desk.run_jobs()
        found = [desk.admin.get(f"/tickets/{one}").json["ticket"] for one in tickets]
        assert [ticket["organization_id"] for ticket in found] == [None, desk.cast.acme]

    def test_agents_act_on_end_users_only(self, desk: Desk) -> None:
        made = join(desk.admin, desk.cast.bob, desk.cast.acme).json["organization_membership"]
        before = desk.snapshot()
        assert desk.agent.delete(made["url"]).status == 403
        assert desk.snapshot() == before


class TestMakeDefault:
    def test_by_membership(self, several: Desk) -> None:
        join(several.admin, several.cast.emma, several.cast.zebra)
        path = f"/users/{several.cast.emma}/organization_memberships"
        other = several.admin.get(path).json["organization_memberships"][1]
        answer = several.agent.put(f"{path}/{other['id']}/make_default")
        shown = [
            (one["organization_name"], one["default"])
            for one in answer.json["organization_memberships"]
        ]
        assert shown == [("Zebra", True), ("Acme", False)]
        assert organization_of(several, several.cast.emma) == several.cast.zebra

    def test_by_organization(self, several: Desk) -> None:
        join(several.admin, several.cast.emma, several.cast.zebra)
        path = f"/users/{several.cast.emma}/organizations/{several.cast.zebra}/make_default"
        answer = several.agent.put(path)
        assert answer.json["organization_membership"]["default"] is True
        assert held(several, several.cast.emma) == [("Zebra", True), ("Acme", False)]

    def test_of_no_member(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/organizations/{desk.cast.zebra}/make_default"
        assert desk.admin.put(path).status == 404

    def test_agents_act_on_end_users_only(self, desk: Desk) -> None:
        made = join(desk.admin, desk.cast.bob, desk.cast.acme).json["organization_membership"]
        path = f"/users/{desk.cast.bob}/organization_memberships/{made['id']}/make_default"
        assert desk.agent.put(path).status == 403
        assert desk.admin.put(path).status == 200


class TestUnassign:
    def test_agent(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/organizations/{desk.cast.acme}"
        assert desk.agent.delete(path).status == 204
        assert held(desk, desk.cast.emma) == []
        assert desk.agent.delete(path).status == 404


class TestMany:
    def test_create(self, several: Desk) -> None:
        items = [
            {"user_id": several.cast.zoe, "organization_id": several.cast.acme},
            {"user_id": several.cast.emma, "organization_id": several.cast.acme},
            {"user_id": several.cast.emma, "organization_id": 1},
        ]
        path = "/organization_memberships/create_many"
        job = several.job(several.agent.post(path, {"organization_memberships": items}))
        assert job["results"][0]["status"] == "Created"
        assert [one.get("details") for one in job["results"][1:]] == [
            "User has already been taken",
            "Organization: cannot be blank",
        ]
        assert held(several, several.cast.zoe) == [("Zebra", True), ("Acme", False)]

    def test_destroy(self, desk: Desk) -> None:
        known = membership_of(desk, desk.cast.emma)["id"]
        path = "/organization_memberships/destroy_many"
        job = desk.job(desk.agent.delete(path, ids=f"{known},1"))
        assert [one.get("success") for one in job["results"]] == [True, None]
        assert job["results"][1]["error"] == "RecordNotFound"
        assert held(desk, desk.cast.emma) == []

    def test_agents_act_on_end_users_only(self, desk: Desk) -> None:
        items = [{"user_id": desk.cast.bob, "organization_id": desk.cast.acme}]
        path = "/organization_memberships/create_many"
        job = desk.job(desk.agent.post(path, {"organization_memberships": items}))
        assert job["results"][0]["error"] == "Forbidden"

    def test_ids_are_needed_and_at_most_a_hundred(self, desk: Desk) -> None:
        path = "/organization_memberships/destroy_many"
        assert desk.agent.delete(path).status == 400
        ids = ",".join(str(number) for number in range(101))
        assert desk.agent.delete(path, ids=ids).json["max_count"] == 100
