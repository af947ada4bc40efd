"""What a ticket refers to: each id is looked up, and what it has already may be sent back."""

from typing import Any

import pytest

from ombud.tables import brands, custom_statuses, organization_memberships, ticket_forms, users
from tests.desk import Answer, Desk
from tests.families.ticket_making import change, create


def attempt(desk: Desk, **ticket: Any) -> Answer:
    return desk.agent.post("/tickets", {"ticket": {"comment": {"body": "Dark"}, **ticket}})


def switch_off(desk: Desk, table: Any, row_id: int) -> None:
    with desk.account.transaction(writes=True) as db:
        db.run(table.update().where(table.c.id == row_id).values(active=False))
        db.configuration_changed()


def second(desk: Desk, table: Any) -> int:
    """The id of a copy of the table's first row."""
    with desk.account.transaction(writes=True) as db:
        values = dict(db.rows(table.select())[0]._mapping)
        del values["id"]
        values["default"] = False
        if "subdomain" in values:
            values["subdomain"] = "northwind2"
        made = db.insert(table, **values)
        db.configuration_changed()
    return made


class TestRecipient:
    def test_kept_from_the_start(self, desk: Desk) -> None:
        made = create(desk.agent, recipient=" help@northwind.example ")["ticket"]
        assert made["recipient"] == "help@northwind.example"
        told = change(desk.agent, 1, recipient="other@northwind.example", subject="x")["ticket"]
        assert told["recipient"] == "help@northwind.example"

    @pytest.mark.parametrize("given", [None, "", "  "])
    def test_none(self, desk: Desk, given: object) -> None:
        assert create(desk.agent, recipient=given)["ticket"]["recipient"] is None

    @pytest.mark.parametrize("given", ["help", "help@", f"{'x' * 250}@northwind.example"])
    def test_no_address(self, desk: Desk, given: str) -> None:
        before = desk.snapshot()
        answer = attempt(desk, recipient=given)
        assert (answer.status, list(answer.json["details"])) == (422, ["recipient"])
        request = {"subject": "Hi", "comment": {"body": "Hi"}, "recipient": given}
        assert desk.emma.post("/requests", {"request": request}).status == 422
        assert desk.snapshot() == before

    def test_of_a_request(self, desk: Desk) -> None:
        request = {"subject": "Hi", "comment": {"body": "Hi"}, "recipient": "help@a.example"}
        made = desk.emma.post("/requests", {"request": request}).json["request"]
        assert made["recipient"] == "help@a.example"


class TestIdsOfNothing:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("macro_ids", [7]), ("macro_id", 7), ("sharing_agreement_ids", [7, 8])],
    )
    def test_refused(self, desk: Desk, name: str, value: object) -> None:
        create(desk.agent)
        before = desk.snapshot()
        answers = [
            attempt(desk, **{name: value}),
            desk.agent.put("/tickets/1", {"ticket": {name: value}}),
        ]
        for answer in answers:
            assert (answer.status, list(answer.json["details"])) == (422, [name])
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("name", "value"),
        [("macro_ids", []), ("macro_ids", None), ("macro_id", None), ("sharing_agreement_ids", [])],
    )
    def test_nothing_named(self, desk: Desk, name: str, value: object) -> None:
        assert attempt(desk, **{name: value}).status == 201

    @pytest.mark.parametrize("person", ["9" * 30, "9" * 5000, 2**62, "x"])
    def test_people(self, desk: Desk, person: object) -> None:
        for given in (
            {"collaborators": [person]},
            {"additional_collaborators": [person]},
            {"email_ccs": [{"user_id": person}]},
            {"followers": [{"user_id": person}]},
        ):
            assert attempt(desk, **given).status == 422

    def test_keys_of_field_values(self, desk: Desk) -> None:
        values = {"9" * 5000: "x", "²": "x", "-1": "x"}
        assert attempt(desk, custom_fields=values).status == 201


class TestHidden:
    def test_a_problem(self, desk: Desk) -> None:
        create(desk.agent, type="problem", group_id=desk.cast.support)
        create(desk.agent, group_id=desk.cast.billing)
        path, body = "/tickets/2", {"ticket": {"problem_id": 1}}
        assert desk.bob.put(path, body).status == 422
        assert desk.agent.put(path, body).status == 200
        # Bob does not see the problem, but he may send back what is there.
        assert desk.bob.put(path, {"ticket": {"problem_id": 1, "priority": "low"}}).status == 200

    def test_a_followed_up_ticket(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support, tags=["secret"])
        change(desk.agent, 1, status="closed")
        ticket = {"comment": {"body": "Again"}, "via_followup_source_id": 1}
        made = desk.bob.post("/tickets", {"ticket": ticket}).json["ticket"]
        assert (made["tags"], made["via"]["source"]["rel"]) == ([], None)
        assert desk.agent.get("/tickets/1").json["ticket"]["followup_ids"] == []

    def test_what_is_followed_up_in_the_name_of_somebody(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, tags=["secret"])
        change(desk.agent, 1, status="closed")
        request = {
            "subject": "Again",
            "comment": {"body": "Again"},
            "requester": {"name": "Emma", "email": "emma@acme.example"},
            "via_followup_source_id": 1,
        }
        made = desk.anonymous.post("/requests", {"request": request})
        assert made.status == 201, made.text
        ticket = desk.agent.get(f"/tickets/{made.json['request']['id']}").json["ticket"]
        assert (ticket["tags"], ticket["via"]["source"]["rel"]) == ([], None)
        assert desk.agent.get("/tickets/1").json["ticket"]["followup_ids"] == []

    def test_an_organization_claimed_with_a_name(self, desk: Desk) -> None:
        for organization_id in (desk.cast.acme, desk.cast.zebra):
            request = {
                "subject": "Hi",
                "comment": {"body": "Hi"},
                "requester": {"name": "Emma", "email": "emma@acme.example"},
                "organization_id": organization_id,
            }
            # Whether it is one of hers is not for a stranger to find out.
            assert desk.anonymous.post("/requests", {"request": request}).status == 201


class TestSentBack:
    """A client that sends a whole ticket back is not refused for what nobody could choose now."""

    def test_a_brand_and_a_form(self, desk: Desk) -> None:
        brand_id, form_id = second(desk, brands), second(desk, ticket_forms)
        names = {"brand_id": brand_id, "ticket_form_id": form_id}
        create(desk.agent, **names)
        create(desk.agent)
        switch_off(desk, brands, brand_id)
        switch_off(desk, ticket_forms, form_id)
        for name, value in names.items():
            told = change(desk.agent, 1, **{name: value}, priority="low")["ticket"]
            assert told[name] == value
            assert desk.agent.put("/tickets/2", {"ticket": {name: value}}).status == 422

    def test_an_assignee(self, desk: Desk) -> None:
        told = create(desk.agent, assignee_id=desk.cast.bob)["ticket"]
        with desk.account.transaction(writes=True) as db:
            db.run(users.update().where(users.c.id == desk.cast.bob).values(suspended=True))
            db.configuration_changed()
        both = {"assignee_id": desk.cast.bob, "group_id": told["group_id"]}
        again = change(desk.agent, 1, **both, priority="low")["ticket"]
        assert again["assignee_id"] == desk.cast.bob
        assert attempt(desk, **both).status == 422

    def test_an_organization(self, desk: Desk) -> None:
        create(desk.agent, requester_id=desk.cast.emma, organization_id=desk.cast.acme)
        with desk.account.transaction(writes=True) as db:
            table = organization_memberships
            db.run(table.delete().where(table.c.user_id == desk.cast.emma))
        told = change(desk.agent, 1, organization_id=desk.cast.acme, priority="low")["ticket"]
        assert told["organization_id"] == desk.cast.acme
        given = {"requester_id": desk.cast.zoe, "organization_id": desk.cast.acme}
        assert desk.agent.put("/tickets/1", {"ticket": given}).status == 422

    def test_a_status(self, desk: Desk) -> None:
        labels = {"agent_label": "Looking", "status_category": "open"}
        made = desk.admin.post("/custom_statuses", {"custom_status": labels}).json
        status_id = made["custom_status"]["id"]
        create(desk.agent, custom_status_id=status_id)
        switch_off(desk, custom_statuses, status_id)
        told = change(desk.agent, 1, custom_status_id=status_id, priority="low")["ticket"]
        assert told["custom_status_id"] == status_id
        assert attempt(desk, custom_status_id=status_id).status == 422

    def test_on_hold(self, desk: Desk) -> None:
        path = "/account/settings"
        desk.admin.put(path, {"settings": {"tickets": {"status_hold": True}}})
        create(desk.agent, status="hold")
        desk.admin.put(path, {"settings": {"tickets": {"status_hold": False}}})
        assert change(desk.agent, 1, status="hold", priority="low")["ticket"]["status"] == "hold"
        assert attempt(desk, status="hold").status == 422


class TestGroupsOfOneself:
    def test_nobody_lets_themselves_in(self, desk: Desk) -> None:
        create(desk.agent, group_id=desk.cast.support)
        body = {"user": {"default_group_id": desk.cast.support}}
        before = desk.snapshot()
        assert desk.bob.put(f"/users/{desk.cast.bob}", body).status == 422
        assert desk.bob.get("/tickets/1").status == 403
        assert desk.snapshot() == before

    def test_among_ones_own_groups(self, desk: Desk) -> None:
        body = {"user": {"default_group_id": desk.cast.billing}}
        answer = desk.agent.put(f"/users/{desk.cast.agent}", body)
        assert answer.json["user"]["default_group_id"] == desk.cast.billing

    def test_admins_place_people(self, desk: Desk) -> None:
        body = {"user": {"default_group_id": desk.cast.support}}
        answer = desk.admin.put(f"/users/{desk.cast.bob}", body)
        assert answer.json["user"]["default_group_id"] == desk.cast.support
