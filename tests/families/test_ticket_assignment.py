"""Groups, assignees and the people on a ticket."""

from typing import Any

import pytest

from tests.desk import Desk
from tests.families.ticket_making import change, create


class TestAssignment:
    def test_assignee_alone_keeps_a_group_he_is_in(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.billing)
        changed = change(desk.agent, 1, assignee_id=desk.cast.agent)["ticket"]
        assert changed["group_id"] == desk.cast.billing

    def test_assignee_alone_brings_his_default_group(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.billing)
        changed = change(desk.agent, 1, assignee_id=desk.cast.admin)["ticket"]
        assert changed["group_id"] == desk.cast.support

    def test_group_alone_drops_an_assignee_who_is_not_in_it(self, desk: Desk) -> None:
        create(desk.agent, assignee_id=desk.cast.admin)
        changed = change(desk.agent, 1, group_id=desk.cast.billing)["ticket"]
        assert changed["assignee_id"] is None

    def test_group_alone_keeps_an_assignee_who_is(self, desk: Desk) -> None:
        create(desk.agent, assignee_id=desk.cast.agent)
        changed = change(desk.agent, 1, group_id=desk.cast.billing)["ticket"]
        assert changed["assignee_id"] == desk.cast.agent

    def test_both_must_fit(self, desk: Desk) -> None:
        ticket = {"assignee_id": desk.cast.admin, "group_id": desk.cast.billing}
        create(desk.agent)
        before = desk.snapshot()
        assert desk.agent.put("/tickets/1", {"ticket": ticket}).status == 422
        assert desk.snapshot() == before

    def test_null_assignee_keeps_the_group_and_null_group_clears_both(self, desk: Desk) -> None:
        create(desk.agent, assignee_id=desk.cast.agent)
        changed = change(desk.agent, 1, assignee_id=None)["ticket"]
        assert (changed["assignee_id"], changed["group_id"]) == (None, desk.cast.support)
        change(desk.agent, 1, assignee_id=desk.cast.agent)
        changed = change(desk.agent, 1, group_id=None)["ticket"]
        assert (changed["assignee_id"], changed["group_id"]) == (None, None)

    def test_by_email(self, desk: Desk) -> None:
        made = create(desk.agent, assignee_email="Bob@Northwind.example")["ticket"]
        assert made["assignee_id"] == desk.cast.bob

    @pytest.mark.parametrize("who", ["light", "emma"])
    def test_who_cannot_be_assigned(self, desk: Desk, who: str) -> None:
        ticket = {"comment": {"body": "x"}, "assignee_id": getattr(desk.cast, who)}
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 422

    def test_a_suspended_agent_cannot_be_assigned(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.bob}", {"user": {"suspended": True}})
        ticket = {"comment": {"body": "x"}, "assignee_id": desk.cast.bob}
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 422


class TestRequester:
    def test_found_by_email_whatever_the_case(self, desk: Desk) -> None:
        requester = {"email": "EMMA@acme.example", "name": "Somebody"}
        assert create(desk.agent, requester=requester)["ticket"]["requester_id"] == desk.cast.emma

    def test_made_from_name_and_email(self, desk: Desk) -> None:
        requester = {"email": "new@acme.example", "name": "Nina New"}
        made = create(desk.agent, requester=requester)["ticket"]
        user = desk.agent.get(f"/users/{made['requester_id']}").json["user"]
        assert (user["name"], user["email"], user["role"]) == (
            "Nina New",
            "new@acme.example",
            "end-user",
        )
        assert made["organization_id"] == desk.cast.acme

    def test_with_neither(self, desk: Desk) -> None:
        ticket = {"comment": {"body": "x"}, "requester": {}}
        answer = desk.agent.post("/tickets", {"ticket": ticket})
        assert answer.json["details"]["requester"][0]["description"] == (
            "Requester: Name:  is too short (minimum is 1 characters)"
        )

    def test_suspended(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"suspended": True}})
        ticket = {"comment": {"body": "x"}, "requester_id": desk.cast.emma}
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 422

    def test_brings_the_organization_with_it(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma)
        changed = change(desk.agent, 1, requester_id=desk.cast.zoe)["ticket"]
        assert changed["organization_id"] == desk.cast.zebra

    def test_organization_must_be_the_requesters(self, desk: Desk) -> None:
        ticket = {"comment": {"body": "x"}, "requester_id": desk.cast.emma}
        ticket["organization_id"] = desk.cast.zebra
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 422


class TestCollaborators:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("email_ccs", [{"user_email": "eric@acme.example", "action": "put"}]),
            ("email_cc_ids", ["eric"]),
            ("collaborator_ids", ["eric"]),
            ("collaborators", ["eric@acme.example"]),
            ("collaborators", [{"name": "E", "email": "eric@acme.example"}]),
        ],
    )
    def test_every_form_of_a_cc(self, desk: Desk, field: str, value: Any) -> None:
        value = [desk.cast.eric if each == "eric" else each for each in value]
        made = create(desk.agent, requester_id=desk.cast.emma, **{field: value})
        assert made["ticket"]["email_cc_ids"] == [desk.cast.eric]
        assert made["ticket"]["collaborator_ids"] == [desk.cast.eric]
        told = next(e for e in made["audit"]["events"] if e["type"] == "EmailCcChange")
        assert told["current_email_ccs"] == ["eric@acme.example"]

    def test_put_and_delete(self, desk: Desk) -> None:
        create(desk.agent, email_ccs=[{"user_id": desk.cast.emma}])
        ccs = [
            {"user_id": str(desk.cast.emma), "action": "delete"},
            {"user_email": "someone@else.example", "user_name": "Someone"},
        ]
        changed = change(desk.agent, 1, email_ccs=ccs)["ticket"]
        assert len(changed["email_cc_ids"]) == 1
        assert desk.cast.emma not in changed["email_cc_ids"]

    def test_additional_ones_are_added(self, desk: Desk) -> None:
        create(desk.agent, collaborator_ids=[desk.cast.emma])
        changed = change(desk.agent, 1, additional_collaborators=[desk.cast.eric])["ticket"]
        assert changed["email_cc_ids"] == [desk.cast.emma, desk.cast.eric]

    def test_followers_are_agents(self, desk: Desk) -> None:
        followers = [{"user_id": desk.cast.bob}, {"user_id": desk.cast.emma}]
        made = create(desk.agent, followers=followers)["ticket"]
        assert made["follower_ids"] == [desk.cast.bob]

    def test_the_requester_is_no_cc(self, desk: Desk) -> None:
        ccs = [{"user_id": desk.cast.emma}]
        made = create(desk.agent, requester_id=desk.cast.emma, email_ccs=ccs)["ticket"]
        assert made["email_cc_ids"] == []

    def test_at_most_48(self, desk: Desk) -> None:
        people = [f"person{number}@many.example" for number in range(49)]
        before = desk.snapshot()
        ticket = {"comment": {"body": "x"}, "collaborators": people}
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 422
        assert desk.snapshot() == before
