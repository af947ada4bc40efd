"""The group memberships family: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk
from tests.families.ticket_making import created_id


def join(caller: Caller, user_id: object, group_id: object, **more: object) -> Answer:
    body = {"user_id": user_id, "group_id": group_id, **more}
    return caller.post("/group_memberships", {"group_membership": body})


def held(desk: Desk, user_id: int) -> dict[int, bool]:
    answer = desk.admin.get(f"/users/{user_id}/group_memberships")
    return {one["group_id"]: one["default"] for one in answer.json["group_memberships"]}


def membership(desk: Desk, user_id: int, group_id: int) -> Any:
    answer = desk.admin.get(f"/users/{user_id}/group_memberships")
    return next(one for one in answer.json["group_memberships"] if one["group_id"] == group_id)


def default_group_of(desk: Desk, user_id: int) -> object:
    return desk.admin.get(f"/users/{user_id}").json["user"]["default_group_id"]


class TestList:
    def test_roles(self, desk: Desk) -> None:
        assert desk.anonymous.get("/group_memberships").status == 401
        assert desk.emma.get("/group_memberships").status == 403
        assert desk.light.get("/group_memberships").status == 200

    def test_all_of_one_user_and_of_one_group(self, desk: Desk) -> None:
        assert desk.agent.get("/group_memberships").json["count"] == 6
        assert held(desk, desk.cast.agent) == {desk.cast.support: True, desk.cast.billing: False}
        found = desk.agent.get(f"/groups/{desk.cast.billing}/memberships").json
        users = [one["user_id"] for one in found["group_memberships"]]
        assert users == [desk.cast.agent, desk.cast.bob]

    def test_unknown_user_or_group(self, desk: Desk) -> None:
        assert desk.agent.get("/users/1/group_memberships").status == 404
        assert desk.agent.get("/groups/1/memberships").status == 404

    def test_side_loads(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.agent}/group_memberships"
        answer = desk.agent.get(path, include="users,groups").json
        assert [one["id"] for one in answer["users"]] == [desk.cast.agent]
        assert {one["name"] for one in answer["groups"]} == {"Billing", "Support"}

    def test_pages_by_cursor_meet_every_membership_once(self, desk: Desk) -> None:
        seen = []
        answer = desk.agent.get("/group_memberships", **{"page[size]": 4})
        while True:
            seen += [one["id"] for one in answer.json["group_memberships"]]
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        assert seen == sorted(set(seen))
        assert len(seen) == 6


class TestAssignable:
    def test_leaves_out_light_and_suspended_agents(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.bob}", {"user": {"suspended": True}})
        found = desk.agent.get("/group_memberships/assignable").json["group_memberships"]
        users = {one["user_id"] for one in found}
        assert users == {desk.cast.owner, desk.cast.admin, desk.cast.agent}

    def test_of_one_group(self, desk: Desk) -> None:
        path = f"/groups/{desk.cast.billing}/memberships/assignable"
        found = desk.agent.get(path).json["group_memberships"]
        assert [one["user_id"] for one in found] == [desk.cast.agent, desk.cast.bob]


class TestShow:
    def test_agent(self, desk: Desk) -> None:
        known = membership(desk, desk.cast.bob, desk.cast.billing)
        assert desk.agent.get(known["url"]).json["group_membership"] == known
        path = f"/users/{desk.cast.agent}/group_memberships/{known['id']}"
        assert desk.agent.get(path).status == 404
        assert desk.agent.get("/group_memberships/1").status == 404


class TestCreate:
    def test_admin(self, desk: Desk) -> None:
        answer = join(desk.admin, desk.cast.bob, desk.cast.support)
        assert answer.status == 201
        made = answer.json["group_membership"]
        assert answer.headers["location"] == made["url"]
        assert held(desk, desk.cast.bob) == {desk.cast.billing: True, desk.cast.support: False}

    def test_as_default(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.bob}/group_memberships"
        body = {"group_membership": {"group_id": desk.cast.support, "default": True}}
        assert desk.admin.post(path, body).status == 201
        assert held(desk, desk.cast.bob) == {desk.cast.billing: False, desk.cast.support: True}
        assert default_group_of(desk, desk.cast.bob) == desk.cast.support

    def test_members_see_the_tickets_of_the_group_at_once(self, desk: Desk) -> None:
        body = {"subject": "L", "comment": {"body": "D"}, "group_id": desk.cast.support}
        ticket = desk.admin.post("/tickets", {"ticket": body}).json["ticket"]
        assert desk.bob.get(f"/tickets/{ticket['id']}").status == 403
        join(desk.admin, desk.cast.bob, desk.cast.support)
        assert desk.bob.get(f"/tickets/{ticket['id']}").status == 200

    def test_twice_the_same(self, desk: Desk) -> None:
        before = desk.snapshot()
        answer = join(desk.admin, desk.cast.bob, desk.cast.billing)
        assert answer.status == 422
        assert answer.json["details"]["user_id"][0]["description"] == "User has already been taken"
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("user", "group", "attribute"),
        [
            ("emma", "support", "user_id"),
            (None, "support", "user"),
            ("bob", None, "group"),
        ],
    )
    def test_agents_in_groups_that_exist(
        self, desk: Desk, user: str | None, group: str | None, attribute: str
    ) -> None:
        user_id = getattr(desk.cast, user) if user else 1
        group_id = getattr(desk.cast, group) if group else 1
        answer = join(desk.admin, user_id, group_id)
        assert (answer.status, list(answer.json["details"])) == (422, [attribute])

    def test_agent_may_not(self, desk: Desk) -> None:
        assert join(desk.agent, desk.cast.bob, desk.cast.support).status == 403


class TestDelete:
    def test_another_becomes_the_default(self, desk: Desk) -> None:
        known = membership(desk, desk.cast.agent, desk.cast.support)
        assert desk.admin.delete(known["url"]).status == 204
        assert held(desk, desk.cast.agent) == {desk.cast.billing: True}
        assert default_group_of(desk, desk.cast.agent) == desk.cast.billing

    def test_the_only_one_stays(self, desk: Desk) -> None:
        known = membership(desk, desk.cast.bob, desk.cast.billing)
        before = desk.snapshot()
        path = f"/users/{desk.cast.bob}/group_memberships/{known['id']}"
        assert desk.admin.delete(path).status == 422
        assert desk.snapshot() == before

    def test_agent_may_not(self, desk: Desk) -> None:
        known = membership(desk, desk.cast.agent, desk.cast.support)
        assert desk.agent.delete(known["url"]).status == 403

    def test_tickets_are_unassigned(self, desk: Desk) -> None:
        unsolved = _ticket(desk, "pending")
        solved = _ticket(desk, "solved")
        elsewhere = _ticket(desk, "open", group_id=desk.cast.support)
        desk.admin.delete(membership(desk, desk.cast.agent, desk.cast.billing)["url"])
        desk.run_jobs()
        assert _assignment(desk, unsolved) == (desk.cast.billing, None, "pending")
        assert _assignment(desk, solved) == (desk.cast.billing, desk.cast.bob, "solved")
        assert _assignment(desk, elsewhere) == (desk.cast.support, desk.cast.agent, "open")

    def test_a_solved_ticket_that_nobody_can_take_keeps_its_assignee(self, desk: Desk) -> None:
        solved = _ticket(desk, "solved")
        desk.admin.put(f"/users/{desk.cast.bob}", {"user": {"suspended": True}})
        desk.admin.delete(membership(desk, desk.cast.agent, desk.cast.billing)["url"])
        desk.run_jobs()
        assert _assignment(desk, solved) == (desk.cast.billing, desk.cast.agent, "solved")

    def test_who_is_back_in_time_keeps_the_tickets(self, desk: Desk) -> None:
        ticket = _ticket(desk, "open")
        desk.admin.delete(membership(desk, desk.cast.agent, desk.cast.billing)["url"])
        join(desk.admin, desk.cast.agent, desk.cast.billing)
        desk.run_jobs()
        assert _assignment(desk, ticket) == (desk.cast.billing, desk.cast.agent, "open")


class TestMakeDefault:
    def test_own_by_agent_and_anybodys_by_admin(self, desk: Desk) -> None:
        for caller, group in ((desk.agent, desk.cast.billing), (desk.admin, desk.cast.support)):
            known = membership(desk, desk.cast.agent, group)
            path = f"/users/{desk.cast.agent}/group_memberships/{known['id']}/make_default"
            answer = caller.put(path)
            shown = {one["group_id"]: one["default"] for one in answer.json["group_memberships"]}
            assert [one for one, default in shown.items() if default] == [group]
            assert default_group_of(desk, desk.cast.agent) == group

    def test_another_agent_may_not(self, desk: Desk) -> None:
        known = membership(desk, desk.cast.agent, desk.cast.billing)
        path = f"/users/{desk.cast.agent}/group_memberships/{known['id']}/make_default"
        assert desk.bob.put(path).status == 403
        assert desk.bob.put(path.replace(str(desk.cast.agent), str(desk.cast.bob))).status == 404


class TestMany:
    def test_create(self, desk: Desk) -> None:
        items = [
            {"user_id": desk.cast.bob, "group_id": desk.cast.support},
            {"user_id": desk.cast.emma, "group_id": desk.cast.support},
            {"user_id": desk.cast.bob, "group_id": desk.cast.billing},
        ]
        path = "/group_memberships/create_many"
        job = desk.job(desk.admin.post(path, {"group_memberships": items}))
        assert [one.get("status", one.get("error")) for one in job["results"]] == [
            "Created",
            "GroupMembershipCreateFailed",
            "GroupMembershipCreateFailed",
        ]
        assert held(desk, desk.cast.bob) == {desk.cast.billing: True, desk.cast.support: False}

    def test_destroy(self, desk: Desk) -> None:
        ticket = _ticket(desk, "open")
        known = membership(desk, desk.cast.agent, desk.cast.billing)["id"]
        path = "/group_memberships/destroy_many"
        job = desk.job(desk.admin.delete(path, ids=f"{known},1"))
        assert job["results"][0]["success"] is True
        assert job["results"][1]["error"] == "RecordNotFound"
        assert held(desk, desk.cast.agent) == {desk.cast.support: True}
        assert _assignment(desk, ticket) == (desk.cast.billing, None, "open")

    def test_agent_may_not(self, desk: Desk) -> None:
        assert desk.agent.delete("/group_memberships/destroy_many", ids="1").status == 403
        body: dict[str, object] = {"group_memberships": []}
        assert desk.agent.post("/group_memberships/create_many", body).status == 403

    def test_ids_are_needed(self, desk: Desk) -> None:
        assert desk.admin.delete("/group_memberships/destroy_many").status == 400


def _ticket(desk: Desk, status: str, group_id: int | None = None) -> int:
    return created_id(
        desk.admin,
        requester_id=desk.cast.emma,
        group_id=group_id or desk.cast.billing,
        assignee_id=desk.cast.agent,
        status=status,
    )


def _assignment(desk: Desk, ticket_id: int) -> tuple[object, object, object]:
    ticket = desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]
    return ticket["group_id"], ticket["assignee_id"], ticket["status"]
