"""Lookup fields name records that are there, that the caller may see and that the filter leaves."""

from typing import Any

import pytest

from ombud.tables import organization_fields, user_fields
from tests.desk import Answer, Caller, Desk
from tests.families.field_making import make

FILTERS = {"agents": {"all": [{"field": "role", "operator": "is", "value": "Agent"}], "any": []}}


def lookup(desk: Desk, target: str, relationship_filter: Any = None) -> int:
    """A new lookup field of tickets."""
    more = {"relationship_filter": relationship_filter} if relationship_filter else {}
    made = make(desk.admin, "lookup", title="Owner", relationship_target_type=target, **more)
    return int(made["id"])


def write(caller: Caller, field_id: int, value: object, ticket_id: int | None = None) -> Answer:
    fields = [{"id": field_id, "value": value}]
    if ticket_id is not None:
        return caller.put(f"/tickets/{ticket_id}", {"ticket": {"custom_fields": fields}})
    ticket = {"comment": {"body": "Hello"}, "custom_fields": fields}
    return caller.post("/tickets", {"ticket": ticket})


def value_of(answer: Answer, field_id: int) -> Any:
    assert answer.status in {200, 201}, answer.text
    ticket = answer.json["ticket"]
    return next(each["value"] for each in ticket["custom_fields"] if each["id"] == field_id)


@pytest.fixture
def _record_fields(desk: Desk) -> None:
    """A lookup field `mentor` of users and one `parent` of organizations."""
    times = {"created_at": 0, "updated_at": 0, "type": "lookup", "position": 1}
    with desk.account.transaction(writes=True) as db:
        target = {"relationship_target_type": "zen:user"}
        db.insert(user_fields, key="mentor", raw_title="Mentor", **target, **times)
        target = {"relationship_target_type": "zen:organization"}
        db.insert(organization_fields, key="parent", raw_title="Parent", **target, **times)
        db.configuration_changed()


class TestTicketFields:
    def test_records_that_are_there(self, desk: Desk) -> None:
        for target, target_id in (
            ("zen:user", desk.cast.emma),
            ("zen:organization", desk.cast.acme),
            ("zen:ticket", 1),
        ):
            field_id = lookup(desk, target)
            if target == "zen:ticket":
                assert desk.agent.get("/tickets/1").status == 200
            answer = write(desk.agent, field_id, target_id)
            assert value_of(answer, field_id) == str(target_id)
            assert value_of(write(desk.agent, field_id, None, 1), field_id) is None

    def test_by_external_id(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"external_id": "CRM-7"}})
        field_id = lookup(desk, "zen:user")
        answer = write(desk.agent, field_id, "external_id:crm-7")
        assert value_of(answer, field_id) == str(desk.cast.emma)
        assert write(desk.agent, field_id, "external_id:CRM-8").status == 422

    @pytest.mark.parametrize("value", [1, "emma", str(10**30), "9" * 5000, "-1", " "])
    def test_no_record(self, desk: Desk, value: object) -> None:
        field_id = lookup(desk, "zen:user")
        write(desk.agent, field_id, None)
        before = desk.snapshot()
        for ticket_id in (None, 1):
            answer = write(desk.agent, field_id, value, ticket_id)
            if value == " ":
                assert value_of(answer, field_id) is None
                continue
            assert answer.status == 422
            assert answer.json["details"] == {
                "base": [
                    {
                        "description": f"Owner: {value} is not valid",
                        "error": "InvalidValue",
                        "ticket_field_id": field_id,
                        "ticket_field_type": "FieldLookup",
                    }
                ]
            }
            assert desk.snapshot() == before

    def test_a_record_of_another_kind(self, desk: Desk) -> None:
        field_id = lookup(desk, "zen:user")
        assert write(desk.agent, field_id, desk.cast.acme).status == 422

    def test_a_ticket_that_the_agent_does_not_see(self, desk: Desk) -> None:
        ticket = {"comment": {"body": "Hello"}, "group_id": desk.cast.support}
        desk.agent.post("/tickets", {"ticket": ticket})
        field_id = lookup(desk, "zen:ticket")
        assert write(desk.bob, field_id, 1).status == 422
        assert value_of(write(desk.agent, field_id, 1), field_id) == "1"

    def test_an_end_user_sees_only_themselves(self, desk: Desk) -> None:
        portal = {"visible_in_portal": True, "editable_in_portal": True}
        made = make(desk.admin, "lookup", relationship_target_type="zen:user", **portal)
        request = {"subject": "Hi", "comment": {"body": "Hello"}}
        for user_id, status in ((desk.cast.eric, 422), (desk.cast.emma, 201)):
            values = [{"id": made["id"], "value": user_id}]
            answer = desk.emma.post("/requests", {"request": {**request, "custom_fields": values}})
            assert answer.status == status

    def test_in_bulk(self, desk: Desk) -> None:
        field_id = lookup(desk, "zen:user")
        tickets = [
            {"comment": {"body": "Hello"}, "custom_fields": [{"id": field_id, "value": value}]}
            for value in (desk.cast.acme, desk.cast.emma)
        ]
        results = desk.job(desk.agent.post("/tickets/create_many", {"tickets": tickets}))["results"]
        assert [("error" in result) for result in results] == [True, False]
        assert "Owner" in results[0]["details"]

    def test_an_import(self, desk: Desk) -> None:
        field_id = lookup(desk, "zen:user")
        ticket = {
            "requester_id": desk.cast.emma,
            "comments": [{"value": "Hello"}],
            "custom_fields": [{"id": field_id, "value": 5}],
        }
        assert desk.admin.post("/imports/tickets", {"ticket": ticket}).status == 422


class TestDeletedTargets:
    def test_the_value_stays_but_is_not_given_anew(self, desk: Desk) -> None:
        field_id = lookup(desk, "zen:user")
        assert write(desk.agent, field_id, desk.cast.zoe).status == 201
        assert write(desk.agent, field_id, None).status == 201
        assert desk.admin.delete(f"/users/{desk.cast.zoe}").status == 200
        assert value_of(desk.agent.get("/tickets/1"), field_id) == str(desk.cast.zoe)
        # A client that sends the whole ticket back is not refused.
        assert write(desk.agent, field_id, desk.cast.zoe, 1).status == 200
        assert write(desk.agent, field_id, desk.cast.zoe, 2).status == 422

    def test_an_organization(self, desk: Desk) -> None:
        field_id = lookup(desk, "zen:organization")
        assert write(desk.agent, field_id, desk.cast.zebra).status == 201
        assert desk.admin.delete(f"/organizations/{desk.cast.zebra}").status == 204
        assert value_of(desk.agent.get("/tickets/1"), field_id) == str(desk.cast.zebra)
        assert write(desk.agent, field_id, desk.cast.zebra).status == 422


class TestFilters:
    def test_a_user_by_role(self, desk: Desk) -> None:
        field_id = lookup(desk, "zen:user", FILTERS["agents"])
        assert write(desk.agent, field_id, desk.cast.bob).status == 201
        before = desk.snapshot()
        assert write(desk.agent, field_id, desk.cast.emma).status == 422
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("condition", "fits"),
        [
            ({"field": "role", "operator": "is", "value": 0}, True),
            ({"field": "role", "operator": "is_not", "value": "0"}, False),
            ({"field": "user.role", "operator": "is", "value": "end_user"}, True),
            ({"field": "tags", "operator": "includes", "value": "gold silver"}, True),
            ({"field": "tags", "operator": "includes", "value": ["silver"]}, False),
            ({"field": "tags", "operator": "not_includes", "value": "gold"}, False),
            ({"field": "name", "operator": "is", "value": "emma enduser"}, True),
            ({"field": "custom_role_id", "operator": "present", "value": ""}, False),
            ({"field": "custom_role_id", "operator": "not_present", "value": ""}, True),
            ({"field": "custom_role_id", "operator": "is", "value": None}, True),
            ({"field": "organization_id", "operator": "greater_than", "value": 0}, True),
            ({"field": "organization_id", "operator": "less_than", "value": "1"}, False),
            ({"field": "organization_id", "operator": "less_than_equal", "value": "x"}, False),
            ({"field": "custom_fields.size", "operator": "present"}, False),
            ({"field": "the_weather", "operator": "is", "value": "fine"}, True),
            ({"field": "role", "operator": "smells_like", "value": "fine"}, True),
        ],
    )
    def test_conditions_on_users(self, desk: Desk, condition: Any, *, fits: bool) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"tags": ["gold"]}})
        for filters in ({"all": [condition]}, {"any": [condition]}):
            field_id = lookup(desk, "zen:user", filters)
            answer = write(desk.agent, field_id, desk.cast.emma)
            assert (answer.status == 201) is fits, answer.text

    def test_all_and_any(self, desk: Desk) -> None:
        role = {"field": "role", "operator": "is", "value": "agent"}
        names = [
            {"field": "name", "operator": "is", "value": name}
            for name in ("Alice Agent", "Emma Enduser")
        ]
        field_id = lookup(desk, "zen:user", {"all": [role], "any": names})
        statuses = [
            write(desk.agent, field_id, user_id).status
            for user_id in (desk.cast.agent, desk.cast.bob, desk.cast.emma)
        ]
        assert statuses == [201, 422, 422]

    def test_tickets_and_their_fields(self, desk: Desk) -> None:
        number = make(desk.admin, "integer")["id"]
        filters = {
            "all": [
                {"field": "status", "operator": "is_not", "value": "solved"},
                {"field": f"custom_fields_{number}", "operator": "greater_than", "value": "4"},
            ]
        }
        field_id = lookup(desk, "zen:ticket", filters)
        for size in (4, 5):
            write(desk.agent, number, size)
        assert write(desk.agent, field_id, 1).status == 422
        assert write(desk.agent, field_id, 2).status == 201

    @pytest.mark.parametrize("written", [{"all": "x"}, {"all": ["x"]}, {"all": None}, {"x": 1}])
    def test_a_filter_that_says_nothing(self, desk: Desk, written: Any) -> None:
        field_id = lookup(desk, "zen:user", written)
        assert write(desk.agent, field_id, desk.cast.emma).status == 201


@pytest.mark.usefixtures("_record_fields")
class TestUserFields:
    def test_update(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}"
        user = {"user_fields": {"mentor": desk.cast.agent}}
        told = desk.admin.put(path, {"user": user}).json["user"]
        assert told["user_fields"] == {"mentor": str(desk.cast.agent)}
        before = desk.snapshot()
        answer = desk.admin.put(path, {"user": {"user_fields": {"mentor": 5}}})
        assert answer.status == 422
        problem = {"description": "Mentor: 5 is not valid", "error": "InvalidValue"}
        assert answer.json["details"] == {"mentor": [problem]}
        assert desk.snapshot() == before

    def test_create(self, desk: Desk) -> None:
        before = desk.snapshot()
        user = {"name": "Pat", "user_fields": {"mentor": desk.cast.acme}}
        assert desk.admin.post("/users", {"user": user}).status == 422
        assert desk.snapshot() == before

    def test_a_mentor_who_has_left(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}"
        user = {"user": {"user_fields": {"mentor": desk.cast.zoe}}}
        assert desk.admin.put(path, user).status == 200
        assert desk.admin.delete(f"/users/{desk.cast.zoe}").status == 200
        assert desk.admin.put(path, user).status == 200
        assert desk.admin.put(f"/users/{desk.cast.eric}", user).status == 422


@pytest.mark.usefixtures("_record_fields")
class TestOrganizationFields:
    def test_update(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        organization = {"organization_fields": {"parent": desk.cast.zebra}}
        told = desk.admin.put(path, {"organization": organization}).json["organization"]
        assert told["organization_fields"] == {"parent": str(desk.cast.zebra)}
        before = desk.snapshot()
        wrong = {"organization_fields": {"parent": desk.cast.emma}}
        answer = desk.admin.put(path, {"organization": wrong})
        assert (answer.status, list(answer.json["details"])) == (422, ["parent"])
        assert desk.snapshot() == before

    def test_create(self, desk: Desk) -> None:
        before = desk.snapshot()
        organization = {"name": "Pine", "organization_fields": {"parent": "7"}}
        answer = desk.admin.post("/organizations", {"organization": organization})
        assert answer.status == 422
        assert desk.snapshot() == before
