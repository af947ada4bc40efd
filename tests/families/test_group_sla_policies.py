"""Service level policies of groups: every operation, by every kind of caller."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.policy_making import add_group_policy, target, targets_of

POLICIES = "/group_slas/policies"


def titles(desk: Desk) -> list[str]:
    return [one["title"] for one in desk.admin.get(POLICIES).json["group_sla_policies"]]


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
        policy = add_group_policy(desk, desk.cast.support, 60)
        before = desk.snapshot()
        assert desk.agent.send(method, path.format(id=policy["id"]), {}).status == 403
        assert desk.anonymous.send(method, path.format(id=policy["id"]), {}).status == 401
        assert desk.snapshot() == before


class TestCreate:
    def test_whole(self, desk: Desk) -> None:
        policy = add_group_policy(desk, desk.cast.billing, 90)
        assert targets_of(policy) == [("normal", "group_ownership_time", 90)]
        assert set(policy["policy_metrics"][0]) == {
            "business_hours",
            "metric",
            "priority",
            "target",
        }
        condition = {"field": "group_id", "operator": "includes", "value": [desk.cast.billing]}
        assert policy["filter"] == {"all": [condition]}
        assert (len(policy["id"]), policy["description"], policy["position"]) == (26, "", 1)
        assert desk.admin.get(f"{POLICIES}/{policy['id']}").json["group_sla_policy"] == policy

    @pytest.mark.parametrize(
        ("change", "attribute"),
        [
            ({"title": ""}, "title"),
            ({"filter": None}, "filter"),
            ({"filter": {"any": [{"field": "group_id", "operator": "is", "value": 1}]}}, "filter"),
            ({"filter": {"all": [{"field": "group_id", "operator": "is", "value": 1}]}}, "base"),
            ({"filter": {"all": [{"field": "status", "operator": "is", "value": "x"}]}}, "base"),
            ({"policy_metrics": [target("first_reply_time", 60)]}, "policy_metrics"),
        ],
    )
    def test_refused(self, desk: Desk, change: dict[str, Any], attribute: str) -> None:
        before = desk.snapshot()
        body = {"title": "Own", "filter": {"all": []}, **change}
        answer = desk.admin.post(POLICIES, {"group_sla_policy": body})
        assert (answer.status, list(answer.json["details"])) == (422, [attribute])
        assert desk.snapshot() == before


class TestUpdate:
    def test_what_is_given(self, desk: Desk) -> None:
        policy = add_group_policy(desk, desk.cast.billing, 90)
        path = f"{POLICIES}/{policy['id']}"
        body = {"title": "Own it soon", "description": "Now", "position": 4}
        changed = desk.admin.put(path, {"group_sla_policy": body}).json["group_sla_policy"]
        assert changed == {**policy, **body}

    def test_refused(self, desk: Desk) -> None:
        path = f"{POLICIES}/{add_group_policy(desk, desk.cast.billing, 90)['id']}"
        before = desk.snapshot()
        assert desk.admin.put(path, {"group_sla_policy": {"title": None}}).status == 422
        assert desk.admin.put(f"{POLICIES}/x", {"group_sla_policy": {}}).status == 404
        assert desk.snapshot() == before


class TestReorder:
    def test_those_not_named_follow(self, desk: Desk) -> None:
        ids = [add_group_policy(desk, desk.cast.support, 60, title=title)["id"] for title in "abc"]
        body = {"group_sla_policy_ids": [ids[2]]}
        assert desk.admin.put(f"{POLICIES}/reorder", body).status == 200
        assert titles(desk) == ["c", "a", "b"]
        answer = desk.admin.put(f"{POLICIES}/reorder", group_sla_policy_ids=",".join(ids))
        assert answer.status == 200
        assert titles(desk) == ["a", "b", "c"]
        assert desk.admin.put(f"{POLICIES}/reorder", {"group_sla_policy_ids": ["x"]}).status == 422


class TestDelete:
    def test_gone(self, desk: Desk) -> None:
        path = f"{POLICIES}/{add_group_policy(desk, desk.cast.support, 60)['id']}"
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404


class TestList:
    def test_pages(self, desk: Desk) -> None:
        for title in "abc":
            add_group_policy(desk, desk.cast.support, 60, title=title)
        first = desk.admin.get(POLICIES, per_page=2).json
        assert (first["count"], len(first["group_sla_policies"])) == (3, 2)


class TestDefinitions:
    def test_groups_by_number(self, desk: Desk) -> None:
        found = desk.admin.get(f"{POLICIES}/definitions").json["definitions"]
        assert list(found) == ["all"]
        (group,) = found["all"]
        assert group["value"] == "group_id"
        assert {"value": desk.cast.billing, "title": "Billing"} in group["values"]["list"]
