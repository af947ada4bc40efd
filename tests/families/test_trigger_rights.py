"""Every agent may look at triggers; changes are for admins and roles that may manage rules."""

from typing import Any

from tests.desk import Desk
from tests.families.preparing import with_role
from tests.families.trigger_making import add

RULE: dict[str, Any] = {
    "title": "Raise",
    "conditions": {"all": [{"field": "status", "operator": "is", "value": "open"}]},
    "actions": [{"field": "priority", "value": "high"}],
}


def test_agents_only_look(desk: Desk) -> None:
    trigger_id = add(desk.admin, "A", None, ("priority", "low"))
    desk.agent.get("/triggers")
    before = desk.snapshot()
    one = f"/triggers/{trigger_id}"
    for answer in (
        desk.agent.post("/triggers", {"trigger": RULE}),
        desk.agent.put(one, {"trigger": {"title": "B"}}),
        desk.agent.put("/triggers/update_many", {"triggers": [{"id": trigger_id}]}),
        desk.agent.put("/triggers/reorder", {"trigger_ids": [trigger_id]}),
        desk.agent.delete(one),
        desk.agent.delete("/triggers/destroy_many", ids=trigger_id),
        desk.agent.post("/trigger_categories", {"trigger_category": {"name": "New"}}),
    ):
        assert answer.status == 403, answer.text
    assert desk.snapshot() == before
    (shown,) = desk.agent.get("/triggers/active", include="permissions").json["triggers"]
    assert shown["permissions"] == {"can_edit": False, "can_delete": False}


def test_a_role_that_may(desk: Desk) -> None:
    with_role(desk, desk.cast.agent, manage_business_rules=True)
    made = desk.agent.post("/triggers", {"trigger": RULE})
    assert made.status == 201
    category = desk.agent.post("/trigger_categories", {"trigger_category": {"name": "New"}})
    one = f"/trigger_categories/{category.json['trigger_category']['id']}"
    moved = {"trigger": {"category_id": one.rpartition("/")[2], "active": False}}
    path = f"/triggers/{made.json['trigger']['id']}"
    assert desk.agent.put(path, moved).json["trigger"]["active"] is False
    listed = desk.agent.get("/triggers", include="permissions").json["triggers"]
    assert {tuple(each["permissions"].values()) for each in listed} == {(True, True)}
    assert desk.agent.delete(path).status == 204
    assert desk.agent.delete(one).status == 204
