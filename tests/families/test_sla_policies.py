"""Service level policies: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.policy_making import add_policy, target, targets_of
from tests.families.ticket_making import create

POLICIES = "/slas/policies"
FIRST = target("first_reply_time", 60)


def titles(desk: Desk) -> list[str]:
    return [one["title"] for one in desk.admin.get(POLICIES).json["sla_policies"]]


class TestRoles:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", POLICIES),
            ("POST", POLICIES),
            ("GET", f"{POLICIES}/definitions"),
            ("PUT", f"{POLICIES}/reorder"),
            ("GET", f"{POLICIES}/{{id}}"),
            ("PUT", f"{POLICIES}/{{id}}"),
            ("DELETE", f"{POLICIES}/{{id}}"),
        ],
    )
    def test_only_admins(self, desk: Desk, method: str, path: str) -> None:
        target_path = path.format(id=add_policy(desk, FIRST)["id"])
        before = desk.snapshot()
        assert desk.agent.send(method, target_path, {}).status == 403
        assert desk.emma.send(method, target_path, {}).status == 403
        assert desk.anonymous.send(method, target_path, {}).status == 401
        assert desk.snapshot() == before


class TestCreate:
    def test_whole(self, desk: Desk) -> None:
        policy = add_policy(
            desk,
            target("requester_wait_time", 90, "urgent", business_hours=True),
            target("first_reply_time", 60, "urgent"),
            target("first_reply_time", 120, "low"),
            description="As fast as we can",
            filter={"all": [{"field": "ticket_type_id", "operator": "is", "value": "2"}]},
        )
        assert targets_of(policy) == [
            ("low", "first_reply_time", 120),
            ("urgent", "first_reply_time", 60),
            ("urgent", "requester_wait_time", 90),
        ]
        assert policy["policy_metrics"][2] == {
            "business_hours": True,
            "metric": "requester_wait_time",
            "priority": "urgent",
            "target": 90,
            "target_in_seconds": 5400,
        }
        assert (policy["description"], policy["position"]) == ("As fast as we can", 1)
        condition = {"field": "ticket_type_id", "operator": "is", "value": "2"}
        assert policy["filter"] == {"all": [condition], "any": []}
        assert policy["metric_settings"] is None
        assert policy["url"].endswith(f"/api/v2/slas/policies/{policy['id']}.json")
        assert desk.admin.get(f"{POLICIES}/{policy['id']}").json["sla_policy"] == policy

    def test_a_filter_by_the_name_of_a_type(self, desk: Desk) -> None:
        named = {"all": [{"field": "type", "operator": "is", "value": "incident"}], "any": []}
        policy = add_policy(desk, FIRST, filter=named)
        assert policy["filter"] == named
        for kind, expected in (("incident", ["first_reply_time"]), ("task", [])):
            ticket = create(
                desk.agent,
                type=kind,
                priority="normal",
                requester_id=desk.cast.emma,
                submitter_id=desk.cast.emma,
            )["ticket"]
            path = f"/tickets/{ticket['id']}/slas/policy_metrics"
            found = desk.agent.get(path).json["policy_metrics"]
            assert [each["metric"] for each in found] == expected
        # What is offered is the other spelling.
        offered = desk.admin.get(f"{POLICIES}/definitions").json["definitions"]["all"]
        names = [each["value"] for each in offered]
        assert "ticket_type_id" in names
        assert "type" not in names

    def test_a_wrong_type_by_name(self, desk: Desk) -> None:
        before = desk.snapshot()
        named = {"all": [{"field": "type", "operator": "is", "value": "wish"}], "any": []}
        policy = {"title": "A", "filter": named, "policy_metrics": [FIRST]}
        refused = desk.admin.post(POLICIES, {"sla_policy": policy})
        assert refused.status == 422
        assert "wish" in refused.text
        assert desk.snapshot() == before

    def test_seconds_in_place_of_minutes(self, desk: Desk) -> None:
        policy = add_policy(
            desk, {"priority": "low", "metric": "agent_work_time", "target_in_seconds": 90}
        )
        found = policy["policy_metrics"][0]
        assert (found["target"], found["target_in_seconds"]) == (2, 90)

    def test_minutes_win_over_seconds_that_say_something_else(self, desk: Desk) -> None:
        policy = add_policy(desk, {**FIRST, "target": 30, "target_in_seconds": 3600})
        assert policy["policy_metrics"][0]["target_in_seconds"] == 1800

    def test_settings_that_are_not_given_are_off(self, desk: Desk) -> None:
        settings = {"first_reply_time": {"fulfill_on_agent_internal_note": True}}
        found = add_policy(desk, FIRST, metric_settings=settings)["metric_settings"]
        assert found["first_reply_time"]["fulfill_on_agent_internal_note"] is True
        on = [name for group in found.values() for name, value in group.items() if value]
        assert on == ["fulfill_on_agent_internal_note"]
        assert list(found) == ["first_reply_time", "next_reply_time", "periodic_update_time"]

    def test_a_place_that_is_taken_moves_the_others_down(self, desk: Desk) -> None:
        for title in ("One", "Two"):
            add_policy(desk, title=title)
        add_policy(desk, title="Between", position=2)
        assert titles(desk) == ["One", "Between", "Two"]

    @pytest.mark.parametrize(
        ("change", "attribute"),
        [
            ({"title": None}, "title"),
            ({"title": " "}, "title"),
            ({"title": "x" * 256}, "title"),
            ({"filter": None}, "filter"),
            ({"position": 0}, "position"),
            ({"filter": {"all": [{"field": "moon", "operator": "is", "value": "1"}]}}, "base"),
            ({"filter": {"all": [{"field": "group_id", "operator": "is", "value": "1"}]}}, "base"),
            ({"policy_metrics": [target("group_ownership_time", 60)]}, "policy_metrics"),
            ({"policy_metrics": [target("first_reply_time", 60, "high!")]}, "policy_metrics"),
            ({"policy_metrics": [target("first_reply_time", 0)]}, "policy_metrics"),
            ({"policy_metrics": [target("first_reply_time", 10**9)]}, "policy_metrics"),
            ({"policy_metrics": [FIRST, FIRST]}, "policy_metrics"),
            ({"policy_metrics": [{"priority": "low"}]}, "policy_metrics"),
            ({"policy_metrics": [{**FIRST, "target": None}]}, "policy_metrics"),
        ],
    )
    def test_refused(self, desk: Desk, change: dict[str, Any], attribute: str) -> None:
        before = desk.snapshot()
        body = {"title": "Quick", "filter": {"all": [], "any": []}, **change}
        answer = desk.admin.post(POLICIES, {"sla_policy": body})
        assert (answer.status, list(answer.json["details"])) == (422, [attribute])
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        "change",
        [
            {"filter": []},
            {"filter": {"all": "x"}},
            {"policy_metrics": {}},
            {"policy_metrics": [{**FIRST, "target": "soon"}]},
            {"metric_settings": {"first_reply_time": {"fulfill_on_agent_internal_note": "so"}}},
        ],
    )
    def test_wrong_type(self, desk: Desk, change: dict[str, Any]) -> None:
        body = {"title": "Quick", "filter": {"all": [], "any": []}, **change}
        assert desk.admin.post(POLICIES, {"sla_policy": body}).status == 400


class TestUpdate:
    def test_what_is_given_replaces(self, desk: Desk) -> None:
        policy = add_policy(desk, FIRST, target("agent_work_time", 60), description="Old")
        path = f"{POLICIES}/{policy['id']}"
        desk.clock.forward(minutes=1)
        body = {"policy_metrics": [target("next_reply_time", 5)], "description": None}
        changed = desk.admin.put(path, {"sla_policy": body}).json["sla_policy"]
        assert targets_of(changed) == [("normal", "next_reply_time", 5)]
        assert (changed["description"], changed["title"]) == (None, "Quick")
        assert changed["updated_at"] > policy["updated_at"]

    def test_moved(self, desk: Desk) -> None:
        last = [add_policy(desk, title=title) for title in ("One", "Two", "Three")][-1]
        desk.admin.put(f"{POLICIES}/{last['id']}", {"sla_policy": {"position": 1}})
        assert titles(desk) == ["Three", "One", "Two"]

    def test_refused(self, desk: Desk) -> None:
        path = f"{POLICIES}/{add_policy(desk, FIRST)['id']}"
        before = desk.snapshot()
        for change in ({"title": ""}, {"filter": None}, {"policy_metrics": [FIRST, FIRST]}):
            assert desk.admin.put(path, {"sla_policy": change}).status == 422
        assert desk.admin.put(f"{POLICIES}/1", {"sla_policy": {"title": "X"}}).status == 404
        assert desk.snapshot() == before


class TestReorder:
    @pytest.mark.parametrize("in_query", [True, False], ids=["query", "body"])
    def test_those_not_named_follow(self, desk: Desk, in_query: bool) -> None:  # noqa: FBT001 (a case)
        one, _two, three = (add_policy(desk, title=title)["id"] for title in ("1", "2", "3"))
        if in_query:
            answer = desk.admin.put(f"{POLICIES}/reorder", sla_policy_ids=f"{three},{one}")
        else:
            answer = desk.admin.put(f"{POLICIES}/reorder", {"sla_policy_ids": [three, one]})
        assert (answer.status, answer.content) == (200, b"")
        assert titles(desk) == ["3", "1", "2"]

    def test_refused(self, desk: Desk) -> None:
        one = add_policy(desk)["id"]
        before = desk.snapshot()
        for ids in ([], [1], [one, one]):
            body = {"sla_policy_ids": ids}
            assert desk.admin.put(f"{POLICIES}/reorder", body).status == 422
        assert desk.snapshot() == before


class TestDelete:
    def test_gone(self, desk: Desk) -> None:
        path = f"{POLICIES}/{add_policy(desk, FIRST)['id']}"
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404
        assert desk.admin.delete(path).status == 404


class TestList:
    def test_pages(self, desk: Desk) -> None:
        for title in ("One", "Two", "Three"):
            add_policy(desk, title=title)
        first = desk.admin.get(POLICIES, per_page=2).json
        assert (first["count"], len(first["sla_policies"])) == (3, 2)
        second = desk.admin.get(first["next_page"]).json
        assert [one["title"] for one in second["sla_policies"]] == ["Three"]


class TestDefinitions:
    def test_fields_and_their_values(self, desk: Desk) -> None:
        found = desk.admin.get(f"{POLICIES}/definitions").json["definitions"]
        assert found["all"] == found["any"]
        by_name = {one["value"]: one for one in found["all"]}
        groups = by_name["group_id"]["values"]["list"]
        assert {"value": str(desk.cast.billing), "title": "Billing"} in groups
        assert "organization_id" in by_name
