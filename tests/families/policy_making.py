"""Makes service level policies for tests."""

from typing import Any

from tests.desk import Answer, Desk

__all__ = ["add_group_policy", "add_policy", "target", "targets_of"]


def target(metric: str, minutes: int, priority: str = "normal", **more: Any) -> dict[str, Any]:
    """One target as callers write it, by the calendar unless told otherwise."""
    return {
        "priority": priority,
        "metric": metric,
        "target": minutes,
        "business_hours": False,
        **more,
    }


def add_policy(desk: Desk, *targets: dict[str, Any], **fields: Any) -> Any:
    """A new policy, for all tickets unless it has a filter."""
    policy = {"title": "Quick", "filter": {"all": [], "any": []}, **fields}
    body = {"sla_policy": {**policy, "policy_metrics": list(targets)}}
    return _made(desk.admin.post("/slas/policies", body), "sla_policy")


def add_group_policy(desk: Desk, group_id: int, minutes: int, **fields: Any) -> Any:
    """A new policy for the normal tickets of a group."""
    condition = {"field": "group_id", "operator": "includes", "value": [group_id]}
    policy = {
        "title": "Own it",
        "filter": {"all": [condition]},
        "policy_metrics": [target("group_ownership_time", minutes)],
        **fields,
    }
    return _made(
        desk.admin.post("/group_slas/policies", {"group_sla_policy": policy}), "group_sla_policy"
    )


def targets_of(policy: Any) -> list[tuple[str, str, int]]:
    """Priority, metric and minutes of each target, in the order of the answer."""
    return [(one["priority"], one["metric"], one["target"]) for one in policy["policy_metrics"]]


def _made(answer: Answer, root: str) -> Any:
    assert answer.status == 201, answer.text
    return answer.json[root]
