"""Operations on the categories of triggers."""

from typing import Any

import pytest

from tests.desk import Answer, Desk
from tests.families.trigger_making import add


def made(desk: Desk, name: str, **more: Any) -> Any:
    answer = desk.admin.post("/trigger_categories", {"trigger_category": {"name": name, **more}})
    assert answer.status == 200, answer.text
    return answer.json["trigger_category"]


def names(answer: Answer) -> list[str]:
    return [each["name"] for each in answer.json["trigger_categories"]]


class TestList:
    def test_by_cursor_unless_a_page_is_asked_for(self, desk: Desk) -> None:
        for name in ("b", "A"):
            made(desk, name)
        answer = desk.agent.get("/trigger_categories")
        assert names(answer) == ["Notifications", "b", "A"]
        assert answer.json["meta"]["has_more"] is False
        assert "count" not in answer.json
        numbered = desk.agent.get("/trigger_categories", per_page=2, page=2)
        assert (names(numbered), numbered.json["count"]) == (["A"], 3)

    @pytest.mark.parametrize(
        ("sort", "wanted"),
        [
            ("name", ["A", "b", "Notifications"]),
            ("-name", ["Notifications", "b", "A"]),
            ("-position", ["A", "b", "Notifications"]),
            ("created_at", ["Notifications", "b", "A"]),
            ("-updated_at", ["A", "b", "Notifications"]),
        ],
    )
    def test_sorted(self, desk: Desk, sort: str, wanted: list[str]) -> None:
        for name in ("b", "A"):
            made(desk, name)
            desk.clock.forward(minutes=1)
        first = desk.agent.get("/trigger_categories", **{"sort": sort, "page[size]": 2})
        rest = desk.agent.get(first.json["links"]["next"])
        assert names(first) + names(rest) == wanted

    def test_rule_counts(self, desk: Desk) -> None:
        category = made(desk, "New")
        for title, active in (("a", True), ("b", True), ("c", False)):
            more = {"category_id": category["id"], "active": active}
            add(desk.admin, title, None, ("priority", "low"), **more)
        counts = desk.agent.get("/trigger_categories", include="rule_counts").json["rule_counts"]
        by_id = {each.pop("category_id"): each for each in counts}
        assert by_id[category["id"]] == {"active_count": 2, "inactive_count": 1}
        assert len(by_id) == 2

    def test_end_users(self, desk: Desk) -> None:
        assert desk.emma.get("/trigger_categories").status == 403


class TestCreate:
    def test_last(self, desk: Desk) -> None:
        category = made(desk, "New")
        assert category["id"].isdigit()
        assert category["position"] == 2

    def test_a_position_that_is_taken(self, desk: Desk) -> None:
        made(desk, "First", position=1)
        found = desk.agent.get("/trigger_categories").json["trigger_categories"]
        assert [(e["name"], e["position"]) for e in found] == [("First", 1), ("Notifications", 2)]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({}, "InvalidName"),
            ({"name": " "}, "InvalidName"),
            ({"name": "x" * 256}, "InvalidName"),
            ({"name": "x", "position": -1}, "InvalidPosition"),
        ],
    )
    def test_refused(self, desk: Desk, given: Any, code: str) -> None:
        desk.agent.get("/trigger_categories")
        before = desk.snapshot()
        answer = desk.admin.post("/trigger_categories", {"trigger_category": given})
        assert (answer.status, answer.json["errors"][0]["code"]) == (400, code)
        assert desk.snapshot() == before


class TestShowAndUpdate:
    def test_show(self, desk: Desk) -> None:
        category = made(desk, "New")
        shown = desk.agent.get(f"/trigger_categories/{category['id']}")
        assert shown.json["trigger_category"] == category
        for unknown in ("7", "abc", "9" * 30):
            assert desk.agent.get(f"/trigger_categories/{unknown}").status == 404

    def test_update(self, desk: Desk) -> None:
        category = made(desk, "New")
        desk.clock.forward(minutes=1)
        path = f"/trigger_categories/{category['id']}"
        changed = desk.admin.patch(path, {"trigger_category": {"name": "Newer", "position": 1}})
        assert changed.json["trigger_category"] == {
            **category,
            "name": "Newer",
            "position": 1,
            "updated_at": "2026-03-02T09:01:00Z",
        }
        assert names(desk.agent.get("/trigger_categories")) == ["Newer", "Notifications"]

    def test_nothing(self, desk: Desk) -> None:
        category = made(desk, "New")
        path = f"/trigger_categories/{category['id']}"
        assert desk.admin.patch(path, {"trigger_category": {}}).json["trigger_category"] == category


class TestDelete:
    def test_empty(self, desk: Desk) -> None:
        category = made(desk, "New")
        assert desk.admin.delete(f"/trigger_categories/{category['id']}").status == 204
        assert names(desk.agent.get("/trigger_categories")) == ["Notifications"]

    def test_not_with_triggers(self, desk: Desk) -> None:
        category = made(desk, "New")
        add(desk.admin, "A", None, ("priority", "low"), category_id=category["id"])
        answer = desk.admin.delete(f"/trigger_categories/{category['id']}")
        assert answer.status == 400
        assert answer.json["errors"][0]["code"] == "TriggerCategoryNotEmpty"

    def test_without_any_a_trigger_makes_one(self, desk: Desk) -> None:
        found = desk.admin.get("/triggers").json["triggers"]
        ids = ",".join(str(each["id"]) for each in found)
        assert desk.admin.delete("/triggers/destroy_many", ids=ids).status == 204
        desk.admin.delete(f"/trigger_categories/{found[0]['category_id']}")
        add(desk.admin, "A", None, ("priority", "low"))
        assert names(desk.agent.get("/trigger_categories")) == ["Initial category"]


class TestJobs:
    def send(self, desk: Desk, **items: Any) -> Answer:
        job = {"action": "patch", "items": items}
        return desk.admin.post("/trigger_categories/jobs", {"job": job})

    def test_moves_both(self, desk: Desk) -> None:
        category = made(desk, "New")
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        answer = self.send(
            desk,
            trigger_categories=[{"id": category["id"], "position": 0}],
            triggers=[
                {
                    "id": str(trigger_id),
                    "category_id": category["id"],
                    "position": 4,
                    "active": False,
                }
            ],
        )
        assert (answer.status, answer.json["status"]) == (200, "complete")
        assert answer.json["results"]["trigger_categories"][0]["position"] == 0
        (trigger,) = answer.json["results"]["triggers"]
        assert (trigger["category_id"], trigger["position"]) == (category["id"], 4)
        assert trigger["active"] is False
        assert names(desk.agent.get("/trigger_categories")) == ["New", "Notifications"]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"id": "7"}, "TriggerNotFound"),
            ({"category_id": "7"}, "TriggerCategoryNotFound"),
            ({"position": -1}, "InvalidPosition"),
        ],
    )
    def test_all_or_nothing(self, desk: Desk, change: Any, code: str) -> None:
        category = made(desk, "New")
        trigger_id = add(desk.admin, "A", None, ("priority", "low"))
        before = desk.snapshot()
        answer = self.send(
            desk,
            trigger_categories=[{"id": category["id"], "position": 0}],
            triggers=[{"id": str(trigger_id), "active": False, **change}],
        )
        assert (answer.status, answer.json["status"]) == (200, "failed")
        (error,) = answer.json["errors"]
        assert error["code"] == code
        assert error["trigger_id"] == change.get("id", str(trigger_id))
        assert desk.snapshot() == before

    def test_refused(self, desk: Desk) -> None:
        assert self.send(desk).status == 400
        wrong = {"action": "delete", "items": {"triggers": []}}
        assert desk.admin.post("/trigger_categories/jobs", {"job": wrong}).status == 400
