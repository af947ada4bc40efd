"""The custom statuses family: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Caller, Desk

LATER = {"status_category": "pending", "agent_label": "Waiting for parts"}


def make(caller: Caller, **more: object) -> Any:
    answer = caller.post("/custom_statuses", {"custom_status": {**LATER, **more}})
    assert answer.status == 201, answer.text
    return answer.json["custom_status"]


def default_of(desk: Desk, category: str) -> Any:
    query = {"default": "true", "status_categories": category}
    [status] = desk.agent.get("/custom_statuses", **query).json["custom_statuses"]
    return status


class TestList:
    def test_by_category(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = desk.agent.get("/custom_statuses").json
        assert [status["status_category"] for status in body["custom_statuses"]] == [
            "new",
            "open",
            "pending",
            "pending",
            "hold",
            "solved",
        ]
        assert body["custom_statuses"][3] == made
        assert body["count"] == 6

    def test_filters(self, desk: Desk) -> None:
        make(desk.admin, active=False)

        def count(**query: str) -> int:
            return len(desk.agent.get("/custom_statuses", **query).json["custom_statuses"])

        assert count(status_categories="open,pending") == 3
        assert count(active="false") == 1
        assert count(active="true", default="false") == 0
        assert count(status_categories="nonsense") == 0
        assert desk.agent.get("/custom_statuses", active="maybe").status == 400

    def test_end_users_see_those_in_use(self, desk: Desk) -> None:
        made = make(desk.admin, active=False)
        assert len(desk.emma.get("/custom_statuses").json["custom_statuses"]) == 5
        assert desk.emma.get(f"/custom_statuses/{made['id']}").status == 404
        assert desk.anonymous.get("/custom_statuses").status == 401


class TestShow:
    def test_everybody_who_signed_in(self, desk: Desk) -> None:
        made = make(desk.admin)
        assert desk.emma.get(made["url"]).json["custom_status"] == made
        assert desk.anonymous.get(made["url"]).status == 401

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/custom_statuses/1").status == 404


class TestCreate:
    def test_defaults(self, desk: Desk) -> None:
        answer = desk.admin.post("/custom_statuses", {"custom_status": LATER})
        status = answer.json["custom_status"]
        assert answer.headers["location"] == status["url"]
        assert status["end_user_label"] == status["raw_agent_label"] == "Waiting for parts"
        assert (status["description"], status["active"], status["default"]) == ("", True, False)

    def test_agents_may_not(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.post("/custom_statuses", {"custom_status": LATER}).status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("given", "attribute", "code"),
        [
            ({"status_category": None}, "status_category", "BlankValue"),
            ({"status_category": "closed"}, "status_category", "InvalidValue"),
            ({"agent_label": None}, "agent_label", "BlankValue"),
            ({"agent_label": " "}, "agent_label", "BlankValue"),
            ({"agent_label": "x" * 49}, "agent_label", "ValueTooLong"),
            ({"end_user_label": "x" * 49}, "end_user_label", "ValueTooLong"),
            ({"agent_label": "Open"}, "agent_label", "DuplicateValue"),
        ],
    )
    def test_refusals(self, desk: Desk, given: Any, attribute: str, code: str) -> None:
        before = desk.snapshot()
        answer = desk.admin.post("/custom_statuses", {"custom_status": {**LATER, **given}})
        assert answer.status == 422
        assert answer.json["details"][attribute][0]["error"] == code
        assert desk.snapshot() == before

    def test_wrong_type(self, desk: Desk) -> None:
        body = {"custom_status": {**LATER, "agent_label": []}}
        assert desk.admin.post("/custom_statuses", body).status == 400

    def test_a_label_in_use_is_refused_on_both_databases(self, any_desk: Desk) -> None:
        make(any_desk.admin)
        answer = any_desk.admin.post("/custom_statuses", {"custom_status": LATER})
        assert answer.json["details"]["agent_label"][0]["error"] == "DuplicateValue"
        make(any_desk.admin, active=False)


class TestUpdate:
    def test_absent_stays_and_the_category_is_kept(self, desk: Desk) -> None:
        made = make(desk.admin, description="d")
        body = {"custom_status": {"agent_label": "On order", "status_category": "open"}}
        changed = desk.admin.put(made["url"], body).json["custom_status"]
        assert (changed["agent_label"], changed["status_category"]) == ("On order", "pending")
        assert (changed["description"], changed["end_user_label"]) == ("d", "Waiting for parts")

    def test_null(self, desk: Desk) -> None:
        made = make(desk.admin, description="d", end_user_label="e")
        body = {"custom_status": {"description": None, "end_user_label": None}}
        changed = desk.admin.put(made["url"], body).json["custom_status"]
        assert (changed["description"], changed["end_user_label"]) == ("", "Waiting for parts")
        answer = desk.admin.put(made["url"], {"custom_status": {"agent_label": None}})
        assert answer.status == 422

    def test_defaults_stay_active(self, desk: Desk) -> None:
        status = default_of(desk, "open")
        before = desk.snapshot()
        answer = desk.admin.put(status["url"], {"custom_status": {"active": False}})
        assert answer.json["details"]["active"][0]["error"] == "InvalidValue"
        assert desk.snapshot() == before

    def test_reactivation_needs_a_free_label(self, desk: Desk) -> None:
        idle = make(desk.admin, active=False)
        make(desk.admin)
        answer = desk.admin.put(idle["url"], {"custom_status": {"active": True}})
        assert answer.json["details"]["agent_label"][0]["error"] == "DuplicateValue"

    def test_agents_may_not(self, desk: Desk) -> None:
        made = make(desk.admin)
        body = {"custom_status": {"description": "x"}}
        assert desk.agent.put(made["url"], body).status == 403
        assert desk.admin.put("/custom_statuses/1", body).status == 404


class TestDefaults:
    @pytest.mark.parametrize("path", ["/custom_status/default", "/custom_statuses/default"])
    def test_one_of_each_category(self, any_desk: Desk, path: str) -> None:
        first = make(any_desk.admin)
        second = make(any_desk.admin, agent_label="Next", status_category="open")
        answer = any_desk.admin.put(path, {"ids": f"{first['id']},{second['id']}"})
        assert (answer.status, answer.json) == (200, {})
        assert default_of(any_desk, "pending")["id"] == first["id"]
        assert default_of(any_desk, "open")["id"] == second["id"]
        assert default_of(any_desk, "new")["agent_label"] == "New"

    def test_a_list_will_do(self, desk: Desk) -> None:
        made = make(desk.admin)
        assert desk.admin.put("/custom_status/default", {"ids": [made["id"]]}).status == 200
        assert default_of(desk, "pending")["id"] == made["id"]

    def test_tickets_get_the_new_default(self, desk: Desk) -> None:
        made = make(desk.admin, status_category="new", agent_label="Fresh")
        desk.admin.put("/custom_status/default", {"ids": str(made["id"])})
        ticket = {"ticket": {"comment": {"body": "Hello"}}}
        answer = desk.agent.post("/tickets", ticket)
        assert answer.json["ticket"]["custom_status_id"] == made["id"]

    def test_refusals(self, desk: Desk) -> None:
        first, second = make(desk.admin), make(desk.admin, agent_label="Other")
        idle = make(desk.admin, agent_label="Idle", active=False)
        before = desk.snapshot()
        for ids in ("1", "", "x", f"{first['id']},x", f"{first['id']},{second['id']}", idle["id"]):
            answer = desk.admin.put("/custom_status/default", {"ids": ids})
            assert answer.status == 422, ids
        assert desk.admin.put("/custom_status/default", {}).status == 400
        assert desk.agent.put("/custom_status/default", {"ids": str(first["id"])}).status == 403
        assert desk.snapshot() == before
