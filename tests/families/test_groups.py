"""The groups family: every operation, by every kind of caller."""

import pytest

from tests.desk import Desk
from tests.families.preparing import set_setting


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/groups").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/groups").status == 403

    def test_agent_sees_all_by_name(self, desk: Desk) -> None:
        answer = desk.agent.get("/groups")
        assert [group["name"] for group in answer.json["groups"]] == ["Billing", "Support"]
        assert answer.json["count"] == 2

    def test_of_one_user(self, desk: Desk) -> None:
        answer = desk.agent.get(f"/users/{desk.cast.bob}/groups")
        assert [group["id"] for group in answer.json["groups"]] == [desk.cast.billing]

    def test_deleted_only_when_asked_for(self, desk: Desk) -> None:
        desk.admin.delete(f"/groups/{desk.cast.billing}")
        assert desk.agent.get("/groups").json["count"] == 1
        assert desk.agent.get("/groups", exclude_deleted="false").json["count"] == 2

    def test_pages_by_cursor_meet_every_group_once(self, desk: Desk) -> None:
        seen = []
        answer = desk.agent.get("/groups", **{"page[size]": 1})
        while True:
            seen += [group["name"] for group in answer.json["groups"]]
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        assert seen == ["Billing", "Support"]

    def test_assignable_leaves_out_groups_without_members(self, desk: Desk) -> None:
        desk.admin.post("/groups", {"group": {"name": "Empty"}})
        names = [group["name"] for group in desk.agent.get("/groups/assignable").json["groups"]]
        assert names == ["Billing", "Support"]

    def test_count(self, desk: Desk) -> None:
        count = desk.agent.get("/groups/count").json["count"]
        assert count == {"value": 2, "refreshed_at": "2026-03-02T09:00:00+00:00"}

    def test_count_of_one_user(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.agent}/groups/count"
        assert desk.agent.get(path).json["count"]["value"] == 2
        assert desk.agent.get("/users/1/groups/count").status == 404

    def test_of_an_unknown_user(self, desk: Desk) -> None:
        assert desk.agent.get("/users/1/groups").status == 404

    @pytest.mark.parametrize("path", ["/groups", "/groups/assignable"])
    def test_members_beside_them(self, desk: Desk, path: str) -> None:
        answer = desk.agent.get(path, include="users").json
        billing = answer["groups"][0]
        assert billing["user_ids"] == [desk.cast.agent, desk.cast.bob]
        assert {one["id"] for one in answer["users"]} >= set(billing["user_ids"])
        assert "user_ids" not in desk.agent.get(path).json["groups"][0]

    def test_assignable_leaves_out_groups_of_light_agents(self, desk: Desk) -> None:
        made = desk.admin.post("/groups", {"group": {"name": "Readers"}}).json["group"]
        body = {"group_membership": {"user_id": desk.cast.light, "group_id": made["id"]}}
        assert desk.admin.post("/group_memberships", body).status == 201
        assert desk.agent.get("/groups/assignable").json["count"] == 2


class TestShow:
    def test_agent(self, desk: Desk) -> None:
        group = desk.agent.get(f"/groups/{desk.cast.support}.json").json["group"]
        assert (group["name"], group["default"]) == ("Support", True)

    @pytest.mark.parametrize("path", ["/groups/1", "/groups/99999999999999999999"])
    def test_unknown(self, desk: Desk, path: str) -> None:
        answer = desk.agent.get(path)
        assert (answer.status, answer.json["error"]) == (404, "RecordNotFound")

    def test_not_a_number(self, desk: Desk) -> None:
        answer = desk.agent.get("/groups/abc")
        assert answer.status == 400
        assert "id must be an integer from api/v2/groups/show" in answer.text


class TestCreate:
    def test_admin(self, desk: Desk) -> None:
        answer = desk.admin.post("/groups", {"group": {"name": "Sales", "colour": "red"}})
        assert answer.status == 201
        assert answer.headers["location"] == answer.json["group"]["url"]
        assert desk.agent.get(answer.headers["location"]).json["group"]["name"] == "Sales"

    def test_agent_may_not(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.post("/groups", {"group": {"name": "Sales"}}).status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize("group", [{}, {"name": None}, {"name": " "}])
    def test_name_is_required(self, desk: Desk, group: object) -> None:
        answer = desk.admin.post("/groups", {"group": group})
        assert answer.status == 422
        assert answer.json["details"]["name"][0]["error"] == "BlankValue"

    def test_wrong_type(self, desk: Desk) -> None:
        answer = desk.admin.post("/groups", {"group": {"name": ["x"]}})
        assert answer.status == 400
        assert "group.name must be a string" in answer.text

    def test_root_is_required(self, desk: Desk) -> None:
        assert desk.admin.post("/groups", {"team": {}}).status == 400

    def test_names_are_unique_where_the_account_wants_that(self, desk: Desk) -> None:
        assert desk.admin.post("/groups", {"group": {"name": "billing"}}).status == 201
        set_setting(desk, "groups.check_group_name_uniqueness", True)
        before = desk.snapshot()
        answer = desk.admin.post("/groups", {"group": {"name": "SUPPORT"}})
        entry = {"description": "Name: SUPPORT has already been taken", "error": "DuplicateValue"}
        assert (answer.status, answer.json["details"]) == (422, {"name": [entry]})
        path = f"/groups/{desk.cast.billing}"
        assert desk.admin.put(path, {"group": {"name": "support"}}).status == 422
        assert desk.snapshot() == before
        made = desk.admin.post("/groups", {"group": {"name": "Sales"}}).json["group"]
        assert desk.admin.post("/groups", {"group": {"name": "sales"}}).status == 422
        desk.admin.delete(f"/groups/{made['id']}")
        assert desk.admin.post("/groups", {"group": {"name": "sales"}}).status == 201


class TestUpdate:
    def test_absent_stays_and_null_clears(self, desk: Desk) -> None:
        path = f"/groups/{desk.cast.billing}"
        desk.admin.put(path, {"group": {"description": "Invoices"}})
        group = desk.admin.put(path, {"group": {"name": "Accounts"}}).json["group"]
        assert (group["name"], group["description"]) == ("Accounts", "Invoices")
        group = desk.admin.put(path, {"group": {"description": None}}).json["group"]
        assert group["description"] == ""

    def test_agent_may_not(self, desk: Desk) -> None:
        answer = desk.agent.put(f"/groups/{desk.cast.billing}", {"group": {"name": "X"}})
        assert answer.status == 403


class TestDelete:
    def test_admin(self, desk: Desk) -> None:
        path = f"/groups/{desk.cast.billing}"
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404

    def test_default_group_stays(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.admin.delete(f"/groups/{desk.cast.support}").status == 422
        assert desk.snapshot() == before

    def test_members_move_to_another_group_of_theirs_or_the_default_one(
        self, any_desk: Desk
    ) -> None:
        any_desk.admin.delete(f"/groups/{any_desk.cast.billing}")
        for user_id in (any_desk.cast.agent, any_desk.cast.bob):
            answer = any_desk.admin.get(f"/users/{user_id}/group_memberships")
            found = [(one["group_id"], one["default"]) for one in answer.json["group_memberships"]]
            assert found == [(any_desk.cast.support, True)]
            user = any_desk.admin.get(f"/users/{user_id}").json["user"]
            assert user["default_group_id"] == any_desk.cast.support

    def test_unsolved_tickets_leave_it(self, desk: Desk) -> None:
        tickets = []
        for status in ("open", "solved"):
            body = {
                "subject": "Lamp",
                "comment": {"body": "Dark"},
                "group_id": desk.cast.billing,
                "assignee_id": desk.cast.bob,
                "status": status,
            }
            tickets.append(desk.admin.post("/tickets", {"ticket": body}).json["ticket"]["id"])
        desk.admin.delete(f"/groups/{desk.cast.billing}")
        desk.run_jobs()
        found = [desk.admin.get(f"/tickets/{one}").json["ticket"] for one in tickets]
        assert [ticket["group_id"] for ticket in found] == [None, desk.cast.billing]
