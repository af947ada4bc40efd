"""Revisions of triggers, how often they fire, and those that a new account has."""

from typing import Any

from sqlalchemy import select

from ombud.tables import rule_usages
from tests.desk import Desk
from tests.families.ticket_making import change, create, created_id
from tests.families.trigger_making import add, all_of

STANDARD = 9
OPEN = {"field": "status", "operator": "is", "value": "open"}
RAISE = {"field": "priority", "value": "high"}
RULE: dict[str, Any] = {"title": "Raise", "conditions": {"all": [OPEN]}, "actions": [RAISE]}


def ids(answer: Any) -> list[int]:
    return [each["id"] for each in answer.json["triggers"]]


def refused(desk: Desk, trigger: Any, status: int = 422) -> str:
    """What is said of a trigger that is refused, after which nothing is different."""
    before = desk.snapshot()
    answer = desk.admin.post("/triggers", {"trigger": trigger})
    assert answer.status == status, answer.text
    assert desk.snapshot() == before
    if status == 400:
        return str(answer.json["error"]["message"])
    (problem,) = next(iter(answer.json["details"].values()))
    return str(problem["description"])


class TestSideloads:
    def test_usage(self, desk: Desk) -> None:
        trigger_id = add(desk.admin, "Busy", None, ("current_tags", "x"))
        steps = ((0, 1), (2, 2), (25, 1), (24 * 8, 1))
        for hours, count in steps:
            desk.clock.forward(hours=hours)
            for _ in range(count):
                create(desk.agent)
        names = "usage_1h,usage_24h,usage_7d,usage_30d"
        (trigger,) = desk.agent.get("/triggers/active", include=names).json["triggers"]
        assert trigger["id"] == trigger_id
        assert [trigger[name] for name in names.split(",")] == [1, 1, 1, 5]
        desk.clock.forward(hours=2)
        (trigger,) = desk.agent.get("/triggers/active", include=names).json["triggers"]
        assert [trigger[name] for name in names.split(",")] == [0, 1, 1, 5]

    def test_a_firing_leaves_a_window_in_time(self, desk: Desk) -> None:
        add(desk.admin, "Busy", None, ("current_tags", "x"))
        create(desk.agent)
        desk.clock.forward(minutes=59)
        assert desk.agent.get("/triggers/active?include=usage_1h").json["triggers"][0]["usage_1h"]
        desk.clock.forward(minutes=7)
        answer = desk.agent.get("/triggers/active?include=usage_1h")
        assert answer.json["triggers"][0]["usage_1h"] == 0

    def test_an_update_that_is_refused_counts_nothing(self, desk: Desk) -> None:
        ticket_id = created_id(desk.agent, assignee_id=desk.cast.agent)
        add(desk.admin, "Busy", None, ("current_tags", "x"))
        refused = desk.agent.put(f"/tickets/{ticket_id}", {"ticket": {"status": "nonsense"}})
        assert refused.status == 422
        answer = desk.agent.get("/triggers/active?include=usage_30d")
        assert answer.json["triggers"][0]["usage_30d"] == 0

    def test_old_firings_are_forgotten(self, desk: Desk) -> None:
        add(desk.admin, "Busy", None, ("current_tags", "x"))
        create(desk.agent)
        desk.clock.forward(days=29)
        create(desk.agent)
        desk.clock.forward(days=2)
        desk.do_chores()
        with desk.account.transaction(writes=False) as db:
            assert db.values(select(rule_usages.c.count)) == [1]
        answer = desk.agent.get("/triggers/active?include=usage_30d")
        assert answer.json["triggers"][0]["usage_30d"] == 1

    def test_permissions_and_app(self, desk: Desk) -> None:
        add(desk.admin, "A", None, ("priority", "low"))
        answer = desk.admin.get("/triggers/active", include="permissions,app_installation")
        (trigger,) = answer.json["triggers"]
        assert trigger["permissions"] == {"can_edit": True, "can_delete": True}
        assert trigger["app_installation"] is None


class TestDefinitions:
    def test_lists(self, desk: Desk) -> None:
        found = desk.agent.get("/triggers/definitions").json["definitions"]
        by_subject = {each["subject"]: each for each in found["conditions_all"]}
        operators = [each["value"] for each in by_subject["status"]["operators"]]
        assert operators[:4] == ["is", "is_not", "less_than", "greater_than"]
        assert "changed" in operators
        groups = [each["title"] for each in by_subject["group_id"]["values"]]
        assert {"Support", "Billing"} <= set(groups)
        actions = [each["subject"] for each in found["actions"]]
        assert actions[0] == "status"
        assert {"notification_user", "set_tags", "reply_public"} <= set(actions)


class TestRevisions:
    def history(self, desk: Desk) -> int:
        trigger_id = add(desk.admin, "A", ["status is open"], ("priority", "low"))
        desk.clock.forward(minutes=1)
        desk.owner.put(f"/triggers/{trigger_id}", {"trigger": {"title": "B", "position": 1}})
        desk.clock.forward(minutes=1)
        rule = {"conditions": {"all": [{**OPEN, "value": "new"}, OPEN]}, "actions": [RAISE]}
        desk.admin.put(f"/triggers/{trigger_id}", {"trigger": rule})
        desk.admin.put(f"/triggers/{trigger_id}", {"trigger": {"position": 7}})
        return trigger_id

    def test_list(self, desk: Desk) -> None:
        trigger_id = self.history(desk)
        answer = desk.agent.get(f"/triggers/{trigger_id}/revisions", include="users").json
        assert [each["id"] for each in answer["trigger_revisions"]] == [3, 2, 1]
        assert answer["count"] == 3
        assert (answer["after_url"], answer["before_url"]) == (None, None)
        latest, second, first = answer["trigger_revisions"]
        assert latest["diff"]["title"] == []
        assert latest["diff"]["conditions"]["all"] == [
            {
                "field": [{"change": "=", "content": "status"}],
                "operator": [{"change": "=", "content": "is"}],
                "value": [{"change": "-", "content": "open"}, {"change": "+", "content": "new"}],
            },
            {
                "field": [{"change": "+", "content": "status"}],
                "operator": [{"change": "+", "content": "is"}],
                "value": [{"change": "+", "content": "open"}],
            },
        ]
        assert latest["diff"]["actions"] == [
            {
                "field": [{"change": "=", "content": "priority"}],
                "value": [{"change": "-", "content": "low"}, {"change": "+", "content": "high"}],
            }
        ]
        assert (second["diff"]["source_id"], second["diff"]["target_id"]) == (1, 2)
        assert second["diff"]["title"] == [
            {"change": "-", "content": "A"},
            {"change": "+", "content": "B"},
        ]
        assert (second["diff"]["conditions"], second["diff"]["actions"]) == ({}, [])
        assert second["author_id"] == desk.cast.owner
        assert "source_id" not in first["diff"]
        assert {each["id"] for each in answer["users"]} == {desk.cast.admin, desk.cast.owner}

    def test_pages(self, desk: Desk) -> None:
        path = f"/triggers/{self.history(desk)}/revisions"
        newest = desk.agent.get(path, limit=2).json
        assert [each["id"] for each in newest["trigger_revisions"]] == [3, 2]
        assert newest["trigger_revisions"][1]["diff"]["source_id"] == 1
        assert newest["after_cursor"] is None
        older = desk.agent.get(newest["before_url"]).json
        assert [each["id"] for each in older["trigger_revisions"]] == [1]
        assert older["before_cursor"] is None
        back = desk.agent.get(older["after_url"]).json
        assert [each["id"] for each in back["trigger_revisions"]] == [3, 2]
        assert desk.agent.get(path, cursor="nonsense").status == 400

    def test_show(self, desk: Desk) -> None:
        trigger_id = self.history(desk)
        shown = desk.agent.get(f"/triggers/{trigger_id}/revisions/2").json["trigger_revision"]
        assert shown["snapshot"] == {
            "title": "B",
            "description": None,
            "active": True,
            "conditions": all_of("status is open"),
            "actions": [{"field": "priority", "value": "low"}],
        }
        assert "diff" not in shown
        assert desk.agent.get(f"/triggers/{trigger_id}/revisions/9").status == 404
        assert desk.agent.get("/triggers/7/revisions").status == 404

    def test_events_carry_the_revision(self, desk: Desk) -> None:
        trigger_id = self.history(desk)
        answer = change(desk.agent, created_id(desk.agent), status="open")
        del answer
        rule = {"conditions": {"all": [{**OPEN, "field": "type", "value": ""}]}, "actions": [RAISE]}
        desk.admin.put(f"/triggers/{trigger_id}", {"trigger": rule})
        (event,) = [e for e in create(desk.agent)["audit"]["events"] if "via" in e]
        assert event["via"]["source"]["from"]["revision_id"] == 4


class TestStandard:
    def test_a_new_account_has_them(self, desk: Desk) -> None:
        found = desk.admin.get("/triggers").json["triggers"]
        assert len(found) == STANDARD
        assert all(each["default"] for each in found)
        for each in found:
            trigger = {name: each[name] for name in ("title", "conditions", "actions")}
            again = desk.admin.put(f"/triggers/{each['id']}", {"trigger": trigger})
            assert again.status == 200, again.text
            assert again.json["trigger"]["conditions"] == each["conditions"]
