"""Conditions that the account's own records bring along: hours of custom statuses, lookup paths."""

from typing import Any

import pytest

from ombud.tables import organization_fields, user_field_options, user_fields
from tests.desk import Desk
from tests.families.automation_making import condition, make, runs_until
from tests.families.field_making import make as make_field
from tests.families.ticket_making import change, create, created_id
from tests.families.trigger_making import add
from tests.families.view_making import ids_in
from tests.families.view_making import make as make_view

TIMES = {"created_at": 0, "updated_at": 0, "position": 1}
LATE = [{"field": "current_tags", "value": "late"}]


def tags_of(desk: Desk, ticket_id: int) -> list[str]:
    return list(desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]["tags"])


class TestCustomStatusHours:
    @pytest.fixture
    def parts(self, desk: Desk) -> int:
        """A custom status of tickets that are pending."""
        status = {"status_category": "pending", "agent_label": "Waits for parts"}
        made = desk.admin.post("/custom_statuses", {"custom_status": status})
        assert made.status == 201, made.text
        return int(made.json["custom_status"]["id"])

    def test_an_automation(self, desk: Desk, parts: int) -> None:
        """They count from when the ticket got this very status, and while it has it."""
        asked = [condition(f"custom_status_{parts}", "is", 2)]
        made = make(desk.admin, conditions={"all": asked}, actions=LATE)
        assert made["conditions"]["all"][0]["field"] == f"custom_status_{parts}"
        waits, left = (created_id(desk.agent, status="pending") for _ in range(2))
        desk.do_chores()
        desk.clock.forward(hours=3)
        change(desk.agent, waits, custom_status_id=parts)
        change(desk.agent, left, custom_status_id=parts)
        runs_until(desk, 1)
        change(desk.agent, left, status="open")
        assert tags_of(desk, waits) == []
        runs_until(desk, 1)
        assert (tags_of(desk, waits), tags_of(desk, left)) == (["late"], [])

    def test_a_view(self, desk: Desk, parts: int) -> None:
        asked = [{"field": f"custom_status_{parts}", "operator": "less_than", "value": "2"}]
        view = make_view(desk.admin, all=asked)
        fresh = created_id(desk.agent, custom_status_id=parts)
        created_id(desk.agent, status="pending")
        assert ids_in(desk.agent, view) == [fresh]
        desk.clock.forward(hours=2)
        assert ids_in(desk.agent, view) == []

    def test_what_ends_an_automation(self, desk: Desk, parts: int) -> None:
        asked = {"all": [condition(f"custom_status_{parts}", "greater_than", 2)]}
        body = {"title": "Nudge", "conditions": asked, "actions": LATE}
        assert desk.admin.post("/automations", {"automation": body}).status == 422
        same = [{"field": "custom_status_id", "value": str(parts)}]
        refused = desk.admin.post("/automations", {"automation": {**body, "actions": same}})
        assert refused.status == 422
        make(desk.admin, conditions=asked, actions=[{"field": "status", "value": "open"}])

    def test_what_is_offered(self, desk: Desk, parts: int) -> None:
        found = desk.agent.get("/views/definitions").json["definitions"]
        hours = {
            row["subject"]: row["title"]
            for row in found["conditions_all"]
            if row["title"].startswith("Hours since") and "custom_status" in row["subject"]
        }
        assert hours == {f"custom_status_{parts}": "Hours since Waits for parts"}
        subjects = [row["subject"] for row in found["conditions_any"]]
        assert f"custom_status_{parts}" not in subjects


class TestLookupPaths:
    """From a lookup field of the ticket to a field of the record that it names."""

    @pytest.fixture
    def gold(self, desk: Desk) -> int:
        """The option `gold` of a user field; Emma has it, and Acme is in the north."""
        with desk.account.transaction(writes=True) as db:
            plan = db.insert(user_fields, key="plan", raw_title="Plan", type="dropdown", **TIMES)
            gold = db.insert(
                user_field_options, user_field_id=plan, raw_name="Gold", value="gold", position=0
            )
            area: dict[str, Any] = {"key": "area", "raw_title": "Area", "type": "text", **TIMES}
            db.insert(organization_fields, **area)
            db.configuration_changed()
        people = {"user": {"user_fields": {"plan": "gold"}}}
        assert desk.admin.put(f"/users/{desk.cast.emma}", people).status == 200
        firm = {"organization": {"organization_fields": {"area": "The north"}}}
        assert desk.admin.put(f"/organizations/{desk.cast.acme}", firm).status == 200
        return int(gold)

    def lookup(self, desk: Desk, target: str) -> int:
        made = make_field(desk.admin, "lookup", title="Owner", relationship_target_type=target)
        return int(made["id"])

    def test_a_user(self, desk: Desk, gold: int) -> None:
        link = self.lookup(desk, "zen:user")
        path = f"lookup:ticket.ticket_field_{link}.custom_fields.plan"
        add(desk.admin, "T", [f"{path} is {gold}"], ("current_tags", "gold"))
        add(desk.admin, "N", [f"{path} not_present"], ("current_tags", "none"))
        for owner, tag in ((desk.cast.emma, "gold"), (desk.cast.zoe, "none"), (None, "none")):
            made = create(desk.agent, custom_fields=[{"id": link, "value": owner}])
            assert made["ticket"]["tags"] == [tag]

    def test_an_organization_by_the_hour(self, desk: Desk, gold: int) -> None:
        del gold
        link = self.lookup(desk, "zen:organization")
        path = f"lookup:ticket.ticket_field_{link}.custom_fields.area"
        every = [condition("NEW", "is", 1), condition("status", "is", "new")]
        every.append(condition(path, "includes_words", "North pole"))
        make(desk.admin, conditions={"all": every}, actions=LATE)
        acme, zebra = (
            created_id(desk.agent, custom_fields=[{"id": link, "value": firm}])
            for firm in (desk.cast.acme, desk.cast.zebra)
        )
        desk.do_chores()
        runs_until(desk, 2)
        assert (tags_of(desk, acme), tags_of(desk, zebra)) == (["late"], [])

    def test_what_is_offered(self, desk: Desk, gold: int) -> None:
        path = f"lookup:ticket.ticket_field_{self.lookup(desk, 'zen:user')}.custom_fields.plan"
        found = desk.agent.get("/triggers/definitions").json["definitions"]
        (row,) = (row for row in found["conditions_all"] if row["subject"] == path)
        assert (row["title"], row["type"]) == ("Owner > Plan", "list")
        listed = [(each["value"], each["title"]) for each in row["values"]]
        assert listed == [("__NULL__", "-"), (str(gold), "Gold")]

    @pytest.mark.parametrize("target", ["zen:ticket", "zen:custom_object:car"])
    def test_what_leads_nowhere(self, desk: Desk, gold: int, target: str) -> None:
        del gold
        link = self.lookup(desk, target)
        path = f"lookup:ticket.ticket_field_{link}.custom_fields.plan"
        rule = {
            "title": "T",
            "conditions": {"all": [condition(path, "present", None)]},
            "actions": LATE,
        }
        answer = desk.admin.post("/triggers", {"trigger": rule})
        assert answer.status == 422
        assert "is not a known field" in answer.text
