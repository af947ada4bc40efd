"""The organizations family, one at a time: every operation, by every kind of caller."""

import pytest

from ombud.families.signing_in.actors import actor_of
from ombud.search.query import matching_ids
from ombud.tables import organization_field_options, organization_fields
from tests.desk import Desk
from tests.families.preparing import allow_several
from tests.families.ticket_making import create

FIELDS = (("city", "text"), ("seats", "integer"), ("plan", "dropdown"))


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/organizations").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/organizations").status == 403

    def test_agent_sees_all(self, desk: Desk) -> None:
        answer = desk.agent.get("/organizations")
        assert [one["name"] for one in answer.json["organizations"]] == ["Acme", "Zebra"]
        assert answer.json["count"] == 2

    def test_pages_by_cursor_meet_every_organization_once(self, desk: Desk) -> None:
        seen = []
        answer = desk.agent.get("/organizations", **{"page[size]": 1, "sort": "-id"})
        while True:
            seen += [one["name"] for one in answer.json["organizations"]]
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        assert seen == ["Zebra", "Acme"]

    def test_of_one_user(self, desk: Desk) -> None:
        answer = desk.agent.get(f"/users/{desk.cast.zoe}/organizations")
        assert [one["id"] for one in answer.json["organizations"]] == [desk.cast.zebra]
        assert desk.agent.get("/users/1/organizations").status == 404

    def test_abilities_tell_agents_and_admins_apart(self, desk: Desk) -> None:
        ours = desk.agent.get("/organizations", include="abilities").json["abilities"]
        assert [(one["can_edit"], one["can_edit_notes"]) for one in ours] == [(False, True)] * 2
        theirs = desk.admin.get("/organizations", include="abilities").json["abilities"]
        assert [(one["can_edit"], one["can_delete"]) for one in theirs] == [(True, True)] * 2

    def test_agents_kept_to_their_organizations_see_no_others(self, desk: Desk) -> None:
        change = {"ticket_restriction": "organization", "organization_id": desk.cast.acme}
        desk.admin.put(f"/users/{desk.cast.bob}", {"user": change})
        names = [one["name"] for one in desk.bob.get("/organizations").json["organizations"]]
        assert names == ["Acme"]
        assert desk.bob.get(f"/organizations/{desk.cast.zebra}").status == 404


class TestCount:
    def test_all_and_of_one_user(self, desk: Desk) -> None:
        assert desk.agent.get("/organizations/count").json["count"]["value"] == 2
        path = f"/users/{desk.cast.emma}/organizations/count"
        assert desk.agent.get(path).json["count"]["value"] == 1

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/organizations/count").status == 403


class TestShow:
    def test_agent(self, desk: Desk) -> None:
        answer = desk.agent.get(f"/organizations/{desk.cast.acme}.json", include="abilities")
        shown = answer.json["organization"]
        assert (shown["name"], shown["domain_names"]) == ("Acme", ["acme.example"])
        assert [one["organization_id"] for one in answer.json["abilities"]] == [desk.cast.acme]

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/organizations/1").status == 404


class TestRelated:
    def test_counts_tickets_and_users(self, desk: Desk) -> None:
        _ticket(desk)
        related = desk.agent.get(f"/organizations/{desk.cast.acme}/related").json
        assert related == {"organization_related": {"tickets_count": 1, "users_count": 2}}

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/organizations/1/related").status == 404


class TestCreate:
    def test_admin(self, desk: Desk) -> None:
        given = {
            "name": " Lumen ",
            "external_id": 77,
            "details": "Paris",
            "notes": "Big",
            "group_id": desk.cast.billing,
            "shared_tickets": True,
            "domain_names": ["Lumen.example", "lumen.test", "lumen.example"],
            "tags": ["VIP", "two words"],
            "colour": "red",
        }
        answer = desk.admin.post("/organizations", {"organization": given})
        assert answer.status == 201
        made = answer.json["organization"]
        assert answer.headers["location"] == made["url"]
        assert desk.agent.get(made["url"]).json["organization"] == made
        assert (made["name"], made["external_id"]) == ("Lumen", "77")
        assert made["domain_names"] == ["lumen.example", "lumen.test"]
        assert made["tags"] == ["two", "vip", "words"]
        assert (made["shared_tickets"], made["shared_comments"]) == (True, False)
        assert made["group_id"] == desk.cast.billing

    def test_agent_may_not(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.post("/organizations", {"organization": {"name": "X"}}).status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize("given", [{}, {"name": None}, {"name": " "}])
    def test_name_is_required(self, desk: Desk, given: object) -> None:
        answer = desk.admin.post("/organizations", {"organization": given})
        assert answer.status == 422
        entry = {"description": "Name: cannot be blank", "error": "BlankValue"}
        assert answer.json["details"] == {"name": [entry]}

    def test_name_is_taken_in_any_case(self, desk: Desk) -> None:
        before = desk.snapshot()
        answer = desk.admin.post("/organizations", {"organization": {"name": "ACME"}})
        entry = {
            "description": "Name: ACME has already been taken",
            "error": "DuplicateValue",
        }
        assert (answer.status, answer.json["details"]) == (422, {"name": [entry]})
        assert desk.snapshot() == before

    def test_external_id_is_taken_in_any_case(self, desk: Desk) -> None:
        desk.admin.post("/organizations", {"organization": {"name": "One", "external_id": "A1"}})
        second = {"organization": {"name": "Two", "external_id": "a1"}}
        answer = desk.admin.post("/organizations", second)
        assert answer.status == 422
        assert answer.json["details"]["external_id"][0]["error"] == "DuplicateValue"

    def test_unknown_group(self, desk: Desk) -> None:
        given = {"name": "Lumen", "group_id": 1}
        answer = desk.admin.post("/organizations", {"organization": given})
        assert (answer.status, list(answer.json["details"])) == (422, ["group_id"])

    def test_wrong_type(self, desk: Desk) -> None:
        answer = desk.admin.post("/organizations", {"organization": {"name": "L", "group_id": []}})
        assert answer.status == 400
        assert "organization.group_id must be an integer" in answer.text

    def test_new_users_of_its_domains_belong_to_it(self, desk: Desk) -> None:
        given = {"name": "Lumen", "domain_names": ["lumen.example"]}
        made = desk.admin.post("/organizations", {"organization": given}).json["organization"]
        person = {"user": {"name": "Lou", "email": "lou@LUMEN.example"}}
        user = desk.admin.post("/users", person).json["user"]
        assert user["organization_id"] == made["id"]


class TestUpdate:
    def test_absent_stays_and_null_clears(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        desk.admin.put(path, {"organization": {"details": "Paris", "external_id": "a"}})
        shown = desk.admin.put(path, {"organization": {"notes": "Big"}}).json["organization"]
        assert (shown["details"], shown["notes"], shown["name"]) == ("Paris", "Big", "Acme")
        cleared = {"details": None, "external_id": None, "domain_names": None}
        shown = desk.admin.put(path, {"organization": cleared}).json["organization"]
        assert (shown["details"], shown["external_id"]) == (None, None)
        assert shown["domain_names"] == []

    def test_domains_are_replaced_whole(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        desk.admin.put(path, {"organization": {"domain_names": "one.test two.test"}})
        answer = desk.admin.put(path, {"organization": {"domain_names": ["two.test"]}})
        assert answer.json["organization"]["domain_names"] == ["two.test"]
        user = desk.admin.post("/users", {"user": {"name": "O", "email": "o@one.test"}})
        assert user.json["user"]["organization_id"] is None

    def test_agents_may_change_notes_only(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        answer = desk.agent.put(path, {"organization": {"notes": "Calls often"}})
        assert answer.json["organization"]["notes"] == "Calls often"
        before = desk.snapshot()
        for change in ({"notes": "x", "name": "X"}, {"details": "x"}, {"tags": ["x"]}):
            assert desk.agent.put(path, {"organization": change}).status == 403
        assert desk.snapshot() == before

    def test_light_agents_may_change_nothing(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        assert desk.light.put(path, {"organization": {"notes": "x"}}).status == 403

    def test_name_cannot_be_blank_or_taken(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        before = desk.snapshot()
        assert desk.admin.put(path, {"organization": {"name": ""}}).status == 422
        assert desk.admin.put(path, {"organization": {"name": "zebra"}}).status == 422
        assert desk.snapshot() == before

    def test_sharing_reaches_signed_in_members_at_once(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.zebra}"
        assert _shared_with(desk, desk.cast.zoe) == ()
        desk.admin.put(path, {"organization": {"shared_tickets": True}})
        assert _shared_with(desk, desk.cast.zoe) == (desk.cast.zebra,)

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.put("/organizations/1", {"organization": {"notes": "x"}}).status == 404


class TestDelete:
    def test_people_and_tickets_stay_without_it(self, desk: Desk) -> None:
        ticket_id = _ticket(desk)
        path = f"/organizations/{desk.cast.acme}"
        assert desk.admin.delete(path).status == 204
        assert desk.admin.get(path).status == 404
        user = desk.admin.get(f"/users/{desk.cast.emma}").json["user"]
        assert user["organization_id"] is None
        ticket = desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]
        assert ticket["organization_id"] is None
        memberships = desk.admin.get(f"/users/{desk.cast.emma}/organization_memberships").json
        assert memberships["organization_memberships"] == []

    def test_users_fall_back_to_another_organization(self, any_desk: Desk) -> None:
        allow_several(any_desk)
        body = {"user_id": any_desk.cast.emma, "organization_id": any_desk.cast.zebra}
        any_desk.admin.post("/organization_memberships", {"organization_membership": body})
        any_desk.admin.delete(f"/organizations/{any_desk.cast.acme}")
        user = any_desk.admin.get(f"/users/{any_desk.cast.emma}").json["user"]
        assert user["organization_id"] == any_desk.cast.zebra
        held = any_desk.admin.get(f"/users/{any_desk.cast.emma}/organization_memberships").json
        assert [one["default"] for one in held["organization_memberships"]] == [True]

    def test_name_and_domain_are_free_again(self, desk: Desk) -> None:
        desk.admin.delete(f"/organizations/{desk.cast.acme}")
        given = {"name": "Acme", "domain_names": ["acme.example"]}
        assert desk.admin.post("/organizations", {"organization": given}).status == 201
        person = {"user": {"name": "Ed", "email": "ed@acme.example"}}
        made = desk.admin.post("/users", person).json["user"]
        names = desk.admin.get(f"/organizations/{made['organization_id']}").json["organization"]
        assert names["name"] == "Acme"

    def test_agent_may_not(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.agent.delete(f"/organizations/{desk.cast.acme}").status == 403
        assert desk.snapshot() == before


class TestShowMany:
    def test_by_ids_in_order_of_id_without_unknown_ones(self, desk: Desk) -> None:
        ids = f"{desk.cast.zebra},{desk.cast.acme},1,x"
        answer = desk.agent.get("/organizations/show_many", ids=ids)
        assert [one["name"] for one in answer.json["organizations"]] == ["Acme", "Zebra"]
        assert answer.json["count"] == 2

    def test_by_external_ids_in_any_case(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        desk.admin.put(path, {"organization": {"external_id": "Alpha"}})
        answer = desk.agent.get("/organizations/show_many", external_ids="ALPHA,beta")
        assert [one["name"] for one in answer.json["organizations"]] == ["Acme"]

    def test_one_of_both_is_needed(self, desk: Desk) -> None:
        assert desk.agent.get("/organizations/show_many").status == 400

    def test_too_many(self, desk: Desk) -> None:
        ids = ",".join(str(number) for number in range(101))
        answer = desk.agent.get("/organizations/show_many", ids=ids)
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")


class TestSearch:
    def test_by_external_id_and_by_name(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        desk.admin.put(path, {"organization": {"external_id": "42"}})
        for query in ({"external_id": "42"}, {"name": "aCME"}):
            answer = desk.admin.get("/organizations/search", **query)
            assert [one["id"] for one in answer.json["organizations"]] == [desk.cast.acme]
        assert desk.admin.get("/organizations/search", name="acm").json["count"] == 0

    def test_exactly_one_parameter(self, desk: Desk) -> None:
        assert desk.admin.get("/organizations/search").status == 400
        assert desk.admin.get("/organizations/search", name="a", external_id="b").status == 400

    def test_agent_may_not(self, desk: Desk) -> None:
        assert desk.agent.get("/organizations/search", name="acme").status == 403


class TestAutocomplete:
    def test_names_that_begin_so(self, desk: Desk) -> None:
        desk.admin.post("/organizations", {"organization": {"name": "ACorn"}})
        answer = desk.agent.get("/organizations/autocomplete", name="ac")
        assert [one["name"] for one in answer.json["organizations"]] == ["Acme", "ACorn"]
        assert answer.json["count"] == 2

    def test_wildcards_mean_themselves(self, desk: Desk) -> None:
        assert desk.agent.get("/organizations/autocomplete", name="%c").json["count"] == 0
        assert desk.agent.get("/organizations/autocomplete", name="a_").json["count"] == 0

    @pytest.mark.parametrize("query", [{}, {"name": ""}, {"name": "a"}])
    def test_two_letters_at_least(self, desk: Desk, query: dict[str, str]) -> None:
        assert desk.agent.get("/organizations/autocomplete", **query).status == 400

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/organizations/autocomplete", name="ac").status == 403


class TestFields:
    @pytest.fixture
    def fields(self, desk: Desk) -> Desk:
        times = {"created_at": 1, "updated_at": 1}
        with desk.account.transaction(writes=True) as db:
            for position, (key, kind) in enumerate(FIELDS):
                field_id = db.insert(
                    organization_fields,
                    key=key,
                    type=kind,
                    raw_title=key,
                    position=position,
                    **times,
                )
            for position, value in enumerate(("plan_gold", "plan_tin")):
                db.insert(
                    organization_field_options,
                    organization_field_id=field_id,
                    raw_name=value,
                    value=value,
                    position=position,
                )
            db.configuration_changed()
        return desk

    def test_every_active_field_is_there(self, fields: Desk) -> None:
        shown = fields.agent.get(f"/organizations/{fields.cast.acme}").json["organization"]
        assert shown["organization_fields"] == {"city": None, "seats": None, "plan": None}

    def test_values_are_merged_and_options_are_tags(self, fields: Desk) -> None:
        path = f"/organizations/{fields.cast.acme}"
        given = {"tags": ["vip"], "organization_fields": {"plan": "plan_gold", "city": "Rome"}}
        shown = fields.admin.put(path, {"organization": given}).json["organization"]
        assert shown["organization_fields"] == {"city": "Rome", "seats": None, "plan": "plan_gold"}
        assert shown["tags"] == ["plan_gold", "vip"]
        given = {"organization_fields": {"plan": "plan_tin"}}
        shown = fields.admin.put(path, {"organization": given}).json["organization"]
        assert shown["organization_fields"] == {"city": "Rome", "seats": None, "plan": "plan_tin"}
        assert shown["tags"] == ["plan_tin", "vip"]

    def test_a_value_that_does_not_fit(self, fields: Desk) -> None:
        before = fields.snapshot()
        given = {"organization_fields": {"seats": "many"}}
        path = f"/organizations/{fields.cast.acme}"
        answer = fields.admin.put(path, {"organization": given})
        assert (answer.status, list(answer.json["details"])) == (422, ["seats"])
        assert fields.snapshot() == before


class TestSearchIndex:
    def test_follows_every_change(self, desk: Desk) -> None:
        given = {"name": "Lumen", "details": "chandeliers", "notes": "candles"}
        made = desk.admin.post("/organizations", {"organization": given}).json["organization"]
        path = f"/organizations/{made['id']}"
        for words in ("lumen", "chandeliers", "candles"):
            assert _found(desk, words) == [made["id"]]
        desk.admin.put(path, {"organization": {"name": "Nox"}})
        assert (_found(desk, "lumen"), _found(desk, "nox")) == ([], [made["id"]])
        desk.admin.delete(path)
        assert _found(desk, "nox") == []


def _ticket(desk: Desk) -> int:
    ticket = create(desk.admin, requester_id=desk.cast.emma)["ticket"]
    assert ticket["organization_id"] == desk.cast.acme
    return int(ticket["id"])


def _shared_with(desk: Desk, user_id: int) -> tuple[int, ...]:
    with desk.account.transaction(writes=False) as db:
        actor = actor_of(db, user_id)
        assert actor is not None
        return actor.shared_organization_ids


def _found(desk: Desk, words: str) -> list[int]:
    with desk.account.transaction(writes=False) as db:
        return db.values(matching_ids(db, "organization", words))
