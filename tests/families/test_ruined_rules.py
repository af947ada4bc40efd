"""Rules that name what was deleted say so, and stop nothing."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.automation_making import OPEN_FOR_A_DAY, make, runs_until
from tests.families.ticket_making import create, created_id
from tests.families.trigger_making import add


class TestRuined:
    def test_a_deleted_group_stops_only_its_trigger(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lamps"}}).json["group"]["id"]
        asks = add(desk.admin, "asks", [f"group_id is_not {group}"], ("current_tags", "asks"))
        gives = add(desk.admin, "gives", None, ("group_id", str(group)), ("current_tags", "gives"))
        add(desk.admin, "sound", None, ("current_tags", "sound"))
        assert desk.admin.delete(f"/groups/{group}").status == 204
        assert create(desk.agent)["ticket"]["tags"] == ["sound"]
        listed = {each["id"]: each for each in desk.admin.get("/triggers").json["triggers"]}
        words = f"Group {group} was deleted and cannot be used"
        assert listed[asks]["problem"] == listed[gives]["problem"] == words
        assert "problem" not in next(each for each in listed.values() if each["title"] == "sound")

    def test_a_field_that_is_gone(self, desk: Desk) -> None:
        field = {"type": "checkbox", "title": "Broken", "tag": "broken"}
        field_id = desk.admin.post("/ticket_fields", {"ticket_field": field}).json["ticket_field"][
            "id"
        ]
        add(desk.admin, "field", [f"custom_fields_{field_id} is true"], ("priority", "high"))
        assert desk.admin.delete(f"/ticket_fields/{field_id}").status == 204
        assert create(desk.agent)["ticket"]["priority"] is None
        (trigger,) = [
            e for e in desk.admin.get("/triggers").json["triggers"] if e["title"] == "field"
        ]
        assert "is not a known field" in trigger["problem"]

    def test_of_several_records_one_may_go(self, desk: Desk) -> None:
        """As in a list of values; elsewhere a condition names one."""
        groups = [
            desk.admin.post("/groups", {"group": {"name": name}}).json["group"]["id"]
            for name in ("Lamps", "Chairs")
        ]
        asked = {"field": "group_id", "operator": "includes", "value": groups}
        target = {"priority": "low", "metric": "group_ownership_time", "target": 60}
        policy = {"title": "P", "filter": {"all": [asked]}, "policy_metrics": [target]}
        made = desk.admin.post("/group_slas/policies", {"group_sla_policy": policy})
        assert made.status == 201, made.text
        path = f"/group_slas/policies/{made.json['group_sla_policy']['id']}"
        problems = []
        for group in groups:
            assert desk.admin.delete(f"/groups/{group}").status == 204
            problems.append(desk.admin.get(path).json["group_sla_policy"].get("problem"))
        assert problems == [None, f"Group {groups[0]} was deleted and cannot be used"]

    @pytest.mark.parametrize(
        ("path", "root"),
        [
            ("/automations", "automation"),
            ("/macros", "macro"),
            ("/slas/policies", "sla_policy"),
        ],
    )
    def test_every_kind_of_rule_says_so(self, desk: Desk, path: str, root: str) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lamps"}}).json["group"]["id"]
        asked = {"field": "group_id", "operator": "is_not", "value": str(group)}
        gives = {"field": "group_id", "value": str(group)}
        low = {"field": "priority", "value": "low"}
        rules: dict[str, dict[str, Any]] = {
            "automation": {"all": [*OPEN_FOR_A_DAY, asked], "actions": [low]},
            "macro": {"actions": [low, gives]},
            "sla_policy": {
                "filter": {"all": [asked]},
                "policy_metrics": [
                    {"priority": "low", "metric": "total_resolution_time", "target": 60}
                ],
            },
        }
        made = desk.admin.post(path, {root: {"title": "Lamps", **rules[root]}}).json[root]
        assert "problem" not in made
        assert desk.admin.delete(f"/groups/{group}").status == 204
        words = f"Group {group} was deleted and cannot be used"
        assert desk.admin.get(f"{path}/{made['id']}").json[root]["problem"] == words

    def test_an_automation_does_not_run(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lamps"}}).json["group"]["id"]
        asked = {"field": "group_id", "operator": "is_not", "value": str(group)}
        low = [{"field": "priority", "value": "low"}]
        make(desk.admin, title="Gone", conditions={"all": [*OPEN_FOR_A_DAY, asked]}, actions=low)
        tag = [{"field": "current_tags", "value": "sound"}]
        make(desk.admin, title="Sound", actions=tag)
        assert desk.admin.delete(f"/groups/{group}").status == 204
        ticket_id = created_id(desk.agent, status="open")
        desk.do_chores()
        runs_until(desk, 26)
        ticket = desk.agent.get(f"/tickets/{ticket_id}").json["ticket"]
        assert (ticket["priority"], ticket["tags"]) == (None, ["sound"])

    def test_a_policy_is_passed_over(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lamps"}}).json["group"]["id"]
        asked = {"field": "group_id", "operator": "is_not", "value": str(group)}
        for title, every, target in (("Gone", [asked], 60), ("Sound", [], 90)):
            goal = {"priority": "low", "metric": "total_resolution_time", "target": target}
            policy = {"title": title, "filter": {"all": every}, "policy_metrics": [goal]}
            assert desk.admin.post("/slas/policies", {"sla_policy": policy}).status == 201
        assert desk.admin.delete(f"/groups/{group}").status == 204
        made = create(desk.agent, priority="low")
        told = {
            event["via"]["source"]["from"]["title"]
            for event in made["audit"]["events"]
            if event.get("via", {}).get("source", {}).get("rel") == "sla_target_change"
        }
        assert told == {"Sound"}

    def test_a_macro_does_what_it_can(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lamps"}}).json["group"]["id"]
        actions = [
            {"field": "group_id", "value": str(group)},
            {"field": "priority", "value": "low"},
        ]
        body = {"macro": {"title": "M", "actions": actions}}
        macro = desk.admin.post("/macros", body).json["macro"]["id"]
        ticket_id = created_id(desk.agent, group_id=desk.cast.support)
        assert desk.admin.delete(f"/groups/{group}").status == 204
        after = desk.agent.get(f"/tickets/{ticket_id}/macros/{macro}/apply").json["result"][
            "ticket"
        ]
        assert (after["priority"], after["group_id"]) == ("low", desk.cast.support)
        assert desk.agent.get(f"/macros/{macro}/apply").json["result"]["ticket"] == {
            "priority": "low"
        }
