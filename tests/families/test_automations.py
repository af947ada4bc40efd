"""The automations family: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.automation_making import (
    CLOSE,
    OPEN_FOR_A_DAY,
    SOLVED_FOR_LONG,
    STANDARD,
    TAG,
    attempt,
    condition,
    make,
    titles,
)
from tests.families.field_making import problem
from tests.families.preparing import with_role

REMINDERS = ["Pending notification 24 hours", "Pending notification 5 days"]


class TestList:
    @pytest.mark.parametrize(
        "path", ["/automations", "/automations/active", "/automations/search?query=a"]
    )
    def test_who_may(self, desk: Desk, path: str) -> None:
        assert desk.anonymous.get(path).status == 401
        assert desk.emma.get(path).status == 403
        assert desk.agent.get(path).status == 200

    def test_those_of_a_new_account(self, desk: Desk) -> None:
        answer = desk.agent.get("/automations")
        assert titles(answer) == [STANDARD, *REMINDERS]
        found = answer.json["automations"]
        assert [(each["active"], each["default"]) for each in found] == [
            (True, True),
            (False, False),
            (False, False),
        ]
        assert found[0]["conditions"] == {"all": SOLVED_FOR_LONG, "any": []}

    def test_active_ones(self, desk: Desk) -> None:
        assert titles(desk.agent.get("/automations/active")) == [STANDARD]
        assert titles(desk.agent.get("/automations", active="false")) == REMINDERS

    def test_search(self, desk: Desk) -> None:
        assert titles(desk.agent.get("/automations/search", query="NOTIF")) == REMINDERS
        found = desk.agent.get("/automations/search", query="notif", active="true")
        assert titles(found) == []
        assert desk.agent.get("/automations/search").status == 400

    @pytest.mark.parametrize("sort", ["alphabetical", "created_at", "updated_at", "position"])
    def test_pages_by_cursor_in_every_order(self, desk: Desk, sort: str) -> None:
        seen = []
        answer = desk.agent.get("/automations", **{"page[size]": 2, "sort": f"-{sort}"})
        while True:
            seen += titles(answer)
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        assert sorted(seen) == sorted([STANDARD, *REMINDERS])

    def test_beside_them(self, desk: Desk) -> None:
        names = "app_installation,permissions,usage_1h,usage_24h,usage_7d,usage_30d"
        found = desk.agent.get("/automations", include=names).json["automations"][0]
        assert (found["usage_1h"], found["usage_30d"], found["app_installation"]) == (0, 0, None)
        assert found["permissions"] == {"can_edit": False, "can_delete": False}

    def test_what_the_caller_may_do_with_each(self, desk: Desk) -> None:
        """The one that closes tickets came with the account and stays."""
        made = make(desk.admin)
        with_role(desk, desk.cast.agent, manage_business_rules=True)
        for caller in (desk.admin, desk.agent):
            found = caller.get("/automations", include="permissions").json["automations"]
            by_id = {each["id"]: each for each in found}
            assert by_id[made["id"]]["permissions"] == {"can_edit": True, "can_delete": True}
            standard = next(each for each in found if each["title"] == STANDARD)
            assert standard["permissions"] == {"can_edit": True, "can_delete": False}
            assert caller.delete(f"/automations/{standard['id']}").status == 422
        assert desk.agent.delete(f"/automations/{made['id']}").status == 204


class TestShow:
    def test_one(self, desk: Desk) -> None:
        made = make(desk.admin)
        shown = desk.agent.get(f"/automations/{made['id']}.json").json["automation"]
        assert shown == made
        assert (shown["title"], shown["raw_title"], shown["position"]) == ("Tag it", "Tag it", 4)
        assert shown["conditions"] == {"all": OPEN_FOR_A_DAY, "any": []}
        assert shown["actions"] == TAG

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/automations/1").status == 404


class TestCreate:
    def test_who_may(self, desk: Desk) -> None:
        assert attempt(desk.anonymous).status == 401
        assert attempt(desk.emma).status == 403
        assert attempt(desk.agent).status == 403
        with_role(desk, desk.cast.agent, manage_business_rules=True)
        assert attempt(desk.agent).status == 201

    def test_conditions_beside_the_other_fields(self, desk: Desk) -> None:
        body = {"title": "x", "all": OPEN_FOR_A_DAY, "actions": TAG}
        answer = desk.admin.post("/automations", {"automation": body})
        assert answer.json["automation"]["conditions"]["all"] == OPEN_FOR_A_DAY

    def test_numbers_are_kept_as_texts(self, desk: Desk) -> None:
        conditions = {"all": [condition("OPEN", "is", 24), condition("group_id", "is", 0)]}
        conditions["all"][1]["value"] = desk.cast.support
        made = make(desk.admin, conditions=conditions)
        values = [each["value"] for each in made["conditions"]["all"]]
        assert values == ["24", str(desk.cast.support)]

    @pytest.mark.parametrize(
        ("every", "actions"),
        [
            # No time, no end, no anchor.
            ([condition("status", "is", "open")], TAG),
            ([condition("PENDING", "greater_than", 24)], [{"field": "priority", "value": "low"}]),
            (
                [condition("priority", "is", "low"), condition("NEW", "is", 1)],
                [{"field": "priority", "value": "high"}],
            ),
            # What there is not.
            ([], TAG),
            ([condition("nothing", "is", 1)], TAG),
            ([condition("update_type", "is", "Create"), condition("OPEN", "is", 1)], TAG),
            ([condition("OPEN", "was", 1)], TAG),
            ([condition("OPEN", "is", "1.5")], TAG),
            ([condition("OPEN", "is", 1), condition("group_id", "is", 1)], TAG),
            (OPEN_FOR_A_DAY, []),
            (OPEN_FOR_A_DAY, [{"field": "status", "value": "gone"}]),
            (OPEN_FOR_A_DAY, [{"field": "comment_value", "value": "x"}]),
        ],
    )
    def test_what_makes_no_automation(
        self, desk: Desk, every: list[Any], actions: list[Any]
    ) -> None:
        before = desk.snapshot()
        answer = attempt(desk.admin, conditions={"all": every}, actions=actions)
        assert problem(answer)[0] == "base"
        assert desk.snapshot() == before

    def test_time_among_any(self, desk: Desk) -> None:
        conditions = {"all": OPEN_FOR_A_DAY, "any": [condition("NEW", "is", 3)]}
        answer = attempt(desk.admin, conditions=conditions)
        assert problem(answer)[0] == "base"
        assert "ALL conditions" in answer.json["details"]["base"][0]["description"]

    @pytest.mark.parametrize(
        "given",
        [
            {"title": None},
            {"title": " "},
            {"conditions": None},
            {"conditions": {}},
            {"actions": None},
        ],
    )
    def test_what_is_needed(self, desk: Desk, given: dict[str, Any]) -> None:
        assert attempt(desk.admin, **given).status == 422

    @pytest.mark.parametrize(
        "given",
        [
            {"conditions": "all"},
            {"conditions": {"all": 1}},
            {"actions": "x"},
            {"active": "perhaps"},
        ],
    )
    def test_of_the_wrong_type(self, desk: Desk, given: dict[str, Any]) -> None:
        assert attempt(desk.admin, **given).status == 400

    def test_the_same_twice(self, desk: Desk) -> None:
        make(desk.admin)
        before = desk.snapshot()
        assert problem(attempt(desk.admin, title="Again")) == ("base", "DuplicateValue")
        assert desk.snapshot() == before
        twin = make(desk.admin, title="Again", active=False)
        body = {"automation": {"active": True}}
        answer = desk.admin.put(f"/automations/{twin['id']}", body)
        assert problem(answer) == ("base", "DuplicateValue")


class TestUpdate:
    def test_what_is_given(self, desk: Desk) -> None:
        made = make(desk.admin)
        desk.clock.forward(minutes=1)
        body = {"automation": {"title": "New", "active": False}}
        answer = desk.admin.put(f"/automations/{made['id']}", body)
        assert answer.json["automation"] == {
            **made,
            "title": "New",
            "raw_title": "New",
            "active": False,
            "updated_at": "2026-03-02T09:01:00Z",
        }

    def test_conditions_and_actions_go_together(self, desk: Desk) -> None:
        made = make(desk.admin)
        path = f"/automations/{made['id']}"
        assert desk.admin.put(path, {"automation": {"actions": CLOSE}}).status == 422
        assert desk.admin.put(path, {"automation": {"all": SOLVED_FOR_LONG}}).status == 422
        both = {"all": OPEN_FOR_A_DAY, "actions": CLOSE}
        assert desk.admin.put(path, {"automation": both}).json["automation"]["actions"] == CLOSE

    def test_who_may(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = {"automation": {"title": "New"}}
        assert desk.agent.put(f"/automations/{made['id']}", body).status == 403
        assert desk.admin.put("/automations/1", body).status == 404

    def test_many(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = {"automations": [{"id": made["id"], "position": 1, "active": False, "title": "x"}]}
        answer = desk.admin.put("/automations/update_many", body)
        assert titles(answer) == ["Tag it"]
        assert titles(desk.agent.get("/automations")) == ["Tag it", STANDARD, *REMINDERS]
        assert (
            desk.admin.put("/automations/update_many", {"automations": [{"id": 1}]}).status == 404
        )
        assert desk.admin.put("/automations/update_many", {"automations": [{}]}).status == 422
        assert desk.agent.put("/automations/update_many", body).status == 403


class TestDelete:
    def test_one(self, desk: Desk) -> None:
        made = make(desk.admin)
        path = f"/automations/{made['id']}"
        assert desk.agent.delete(path).status == 403
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404

    def test_many(self, desk: Desk) -> None:
        made = make(desk.admin)["id"]
        assert desk.admin.delete(f"/automations/destroy_many?ids={made},1").status == 404
        assert desk.admin.get(f"/automations/{made}").status == 200
        assert desk.admin.delete(f"/automations/destroy_many?ids={made}").status == 204
        assert desk.admin.delete("/automations/destroy_many").status == 400

    def test_the_one_that_came_with_the_account(self, desk: Desk) -> None:
        first = desk.agent.get("/automations").json["automations"][0]["id"]
        assert problem(desk.admin.delete(f"/automations/{first}"))[0] == "base"
        body = {"automation": {"active": False}}
        assert desk.admin.put(f"/automations/{first}", body).status == 200

    def test_in_the_middle_of_a_run(self, desk: Desk) -> None:
        made = make(desk.admin)["id"]
        desk.do_chores()
        assert desk.admin.delete(f"/automations/{made}").status == 204
