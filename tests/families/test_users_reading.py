"""The users family, reading: lists, single users, the caller, search and what stands beside."""

from typing import Any

import pytest

from tests.desk import Caller, Desk

EVERYTHING = "organizations,abilities,roles,identities,groups,open_ticket_count"


def names(answer: Any) -> list[str]:
    return [user["name"] for user in answer.json["users"]]


def create(caller: Caller, **fields: Any) -> Any:
    answer = caller.post("/users", {"user": {"name": "Pat Pine", **fields}})
    assert answer.status == 201, answer.text
    return answer.json["user"]


class TestList:
    def test_anonymous(self, desk: Desk) -> None:
        assert desk.anonymous.get("/users").status == 401

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/users").status == 403

    def test_light_agents_read_too(self, desk: Desk) -> None:
        assert desk.light.get("/users").json["count"] == 8

    def test_of_a_group(self, desk: Desk) -> None:
        answer = desk.agent.get(f"/groups/{desk.cast.billing}/users")
        assert names(answer) == ["Alice Agent", "Bob Billing"]

    def test_of_an_organization(self, desk: Desk) -> None:
        answer = desk.agent.get(f"/organizations/{desk.cast.acme}/users")
        assert names(answer) == ["Emma Enduser", "Eric Enduser"]

    @pytest.mark.parametrize("path", ["/groups/1/users", "/organizations/1/users"])
    def test_of_what_is_not_there(self, desk: Desk, path: str) -> None:
        assert desk.agent.get(path).status == 404

    def test_by_role(self, desk: Desk) -> None:
        assert names(desk.agent.get("/users", role="admin")) == ["Olga Owner", "Adam Admin"]
        several = desk.agent.get("/users", **{"role[]": ["admin", "end-user"]})
        assert several.json["count"] == 5

    def test_by_permission_set(self, desk: Desk) -> None:
        answer = desk.agent.get("/users", permission_set=desk.cast.light_role)
        assert names(answer) == ["Lars Light"]

    def test_permission_set_is_a_number(self, desk: Desk) -> None:
        answer = desk.agent.get("/users", permission_set="x")
        assert answer.status == 400
        assert "permission_set must be an integer" in answer.text

    def test_by_external_id_in_any_case(self, desk: Desk) -> None:
        create(desk.admin, external_id="Ab-1")
        assert names(desk.agent.get("/users", external_id="aB-1")) == ["Pat Pine"]
        assert names(desk.agent.get("/users", external_id="ab-2")) == []

    def test_deleted_users_are_gone(self, desk: Desk) -> None:
        desk.admin.delete(f"/users/{desk.cast.zoe}")
        assert desk.agent.get("/users").json["count"] == 7

    @pytest.mark.parametrize("sort", ["", "id", "name", "-created_at", "-updated_at"])
    def test_pages_by_cursor_meet_everybody_once(self, desk: Desk, sort: str) -> None:
        query = {"page[size]": 3} | ({"sort": sort} if sort else {})
        seen: list[str] = []
        answer = desk.agent.get("/users", **query)
        while True:
            seen += names(answer)
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.agent.get(answer.json["links"]["next"])
        assert len(seen) == len(set(seen)) == 8
        if sort == "name":
            assert seen == sorted(seen)

    def test_unknown_sort(self, desk: Desk) -> None:
        answer = desk.agent.get("/users", sort="alias", **{"page[size]": 3})
        assert answer.status == 400

    def test_pages_by_offset(self, desk: Desk) -> None:
        answer = desk.agent.get("/users", page=2, per_page=5)
        assert len(answer.json["users"]) == 3
        assert answer.json["next_page"] is None

    def test_password_hashes_stay_inside(self, desk: Desk) -> None:
        assert "argon2" not in desk.owner.get("/users").text


class TestCount:
    def test_all(self, desk: Desk) -> None:
        assert desk.light.get("/users/count").json["count"]["value"] == 8

    def test_filtered(self, desk: Desk) -> None:
        assert desk.agent.get("/users/count", role="agent").json["count"]["value"] == 3

    def test_of_a_group_and_an_organization(self, desk: Desk) -> None:
        group = desk.agent.get(f"/groups/{desk.cast.support}/users/count")
        organization = desk.agent.get(f"/organizations/{desk.cast.zebra}/users/count")
        assert group.json["count"]["value"] == 4
        assert organization.json["count"]["value"] == 1

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/users/count").status == 403


class TestShow:
    def test_agent(self, desk: Desk) -> None:
        user = desk.agent.get(f"/users/{desk.cast.emma}.json").json["user"]
        assert user["email"] == "emma@acme.example"
        assert user["organization_id"] == desk.cast.acme
        assert (user["restricted_agent"], user["role_type"]) == (True, None)
        assert (user["phone"], user["shared_phone_number"]) == (None, None)
        assert (user["time_zone"], user["iana_time_zone"]) == ("UTC", "Etc/UTC")
        assert (user["locale_id"], user["locale"]) == (1, "en-US")

    @pytest.mark.parametrize(
        ("who", "role_type"), [("admin", 4), ("agent", 0), ("light", 1), ("zoe", None)]
    )
    def test_role_types(self, desk: Desk, who: str, role_type: int | None) -> None:
        user = desk.agent.get(f"/users/{getattr(desk.cast, who)}").json["user"]
        assert user["role_type"] == role_type

    def test_restricted_agent(self, desk: Desk) -> None:
        user = desk.agent.get(f"/users/{desk.cast.bob}").json["user"]
        assert (user["restricted_agent"], user["ticket_restriction"]) == (True, "groups")

    def test_end_user_may_not(self, desk: Desk) -> None:
        assert desk.emma.get(f"/users/{desk.cast.emma}").status == 403

    @pytest.mark.parametrize("path", ["/users/1", "/users/99999999999999999999"])
    def test_unknown(self, desk: Desk, path: str) -> None:
        answer = desk.agent.get(path)
        assert (answer.status, answer.json["error"]) == (404, "RecordNotFound")

    def test_not_a_number(self, desk: Desk) -> None:
        answer = desk.agent.get("/users/abc")
        assert answer.status == 400
        assert "id must be an integer from api/v2/users/show" in answer.text


class TestMe:
    def test_anonymous(self, desk: Desk) -> None:
        answer = desk.anonymous.get("/users/me.json")
        user = answer.json["user"]
        assert answer.status == 200
        assert (user["id"], user["name"], user["role"]) == (None, "Anonymous user", "end-user")

    def test_wrong_password_is_nobody(self, desk: Desk) -> None:
        answer = desk.by_password("emma@acme.example", "wrong").get("/users/me")
        assert (answer.status, answer.json["user"]["id"]) == (200, None)

    def test_agent(self, desk: Desk) -> None:
        user = desk.agent.get("/users/me").json["user"]
        assert (user["id"], user["notes"], user["signature"]) == (desk.cast.agent, "", "")
        assert len(user["authenticity_token"]) == 40

    def test_tokens_cannot_be_guessed(self, desk: Desk) -> None:
        tokens = {desk.agent.get("/users/me").json["user"]["authenticity_token"] for _ in range(2)}
        assert len(tokens) == 2

    def test_end_users_see_their_own_part(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"notes": "shouts"}})
        user = desk.emma.get("/users/me").json["user"]
        assert user["id"] == desk.cast.emma
        assert not {"notes", "details", "tags", "external_id", "user_fields"} & user.keys()

    def test_with_records_beside(self, desk: Desk) -> None:
        answer = desk.emma.get("/users/me", include=EVERYTHING).json
        assert [found["id"] for found in answer["organizations"]] == [desk.cast.acme]
        assert answer["groups"] == answer["roles"] == answer["abilities"] == []
        assert [found["value"] for found in answer["identities"]] == ["emma@acme.example"]


class TestSideloads:
    def test_all(self, desk: Desk) -> None:
        answer = desk.agent.get("/users", include=EVERYTHING).json
        assert {found["id"] for found in answer["organizations"]} == {
            desk.cast.acme,
            desk.cast.zebra,
        }
        assert {found["id"] for found in answer["groups"]} == {
            desk.cast.support,
            desk.cast.billing,
        }
        assert [found["name"] for found in answer["roles"]] == ["Light Agent"]
        assert len(answer["identities"]) == 8
        abilities = {found["user_id"]: found for found in answer["abilities"]}
        assert abilities[desk.cast.emma]["can_edit"] is True
        assert abilities[desk.cast.admin]["can_edit"] is False
        assert abilities[desk.cast.agent]["can_delete"] is False

    def test_open_tickets(self, desk: Desk) -> None:
        ticket = {"subject": "x", "comment": {"body": "x"}, "requester_id": desk.cast.emma}
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 201
        answer = desk.agent.get(
            "/users/show_many",
            ids=f"{desk.cast.emma},{desk.cast.zoe}",
            include="open_ticket_count",
        )
        counts = answer.json["open_ticket_count"]
        assert counts == {str(desk.cast.emma): 1, str(desk.cast.zoe): 0}

    def test_only_what_was_asked_for(self, desk: Desk) -> None:
        answer = desk.agent.get(f"/users/{desk.cast.emma}", include="organizations,unknown").json
        assert answer.keys() == {"user", "organizations"}


class TestShowMany:
    def test_by_id(self, desk: Desk) -> None:
        ids = f"{desk.cast.zoe},{desk.cast.emma},1,x"
        answer = desk.agent.get("/users/show_many", ids=ids)
        assert names(answer) == ["Emma Enduser", "Zoe Zebra"]
        assert (answer.json["count"], answer.json["next_page"]) == (2, None)

    def test_by_external_id(self, desk: Desk) -> None:
        create(desk.admin, external_id="A1")
        create(desk.admin, name="Kim Kale", external_id="b2")
        answer = desk.agent.get("/users/show_many", external_ids="a1,B2,c3")
        assert names(answer) == ["Pat Pine", "Kim Kale"]

    def test_neither(self, desk: Desk) -> None:
        assert desk.agent.get("/users/show_many").status == 400

    def test_too_many(self, desk: Desk) -> None:
        answer = desk.agent.get("/users/show_many", ids=",".join(map(str, range(101))))
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/users/show_many", ids=desk.cast.emma).status == 403


class TestSearch:
    @pytest.fixture(autouse=True)
    def _people(self, desk: Desk) -> None:
        create(desk.admin, email="pat@forest.example", phone="+15551234567", external_id="tree-7")
        create(desk.admin, name="Kim Pinewood", email="kim@lake.example")

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("pine", ["Pat Pine", "Kim Pinewood"]),
            ("PAT", ["Pat Pine"]),
            ("pat pine", ["Pat Pine"]),
            ("pat@forest.example", ["Pat Pine"]),
            ("email:kim@lake.example", ["Kim Pinewood"]),
            ("email:pat@*", []),
            ('name:"pat pine"', ["Pat Pine"]),
            ("pine -kim", ["Pat Pine"]),
            ("tree-7", ["Pat Pine"]),
            ("external_id:TREE-7", ["Pat Pine"]),
            ("+15551234567", ["Pat Pine"]),
            ("phone:+15551234567", ["Pat Pine"]),
            ("type:user role:end-user pine", ["Pat Pine", "Kim Pinewood"]),
            ("role:admin pine", []),
            ("type:ticket pine", []),
            ("nobody", []),
        ],
    )
    def test_query(self, desk: Desk, query: str, found: list[str]) -> None:
        assert names(desk.light.get("/users/search", query=query)) == found

    def test_external_id(self, desk: Desk) -> None:
        assert names(desk.agent.get("/users/search", external_id="Tree-7")) == ["Pat Pine"]

    def test_found_under_the_new_name_only(self, desk: Desk) -> None:
        user = desk.agent.get("/users/search", query="kim").json["users"][0]
        desk.admin.put(f"/users/{user['id']}", {"user": {"name": "Jo Oak"}})
        assert names(desk.agent.get("/users/search", query="pinewood")) == []
        assert names(desk.agent.get("/users/search", query="oak")) == ["Jo Oak"]

    def test_pages(self, desk: Desk) -> None:
        answer = desk.agent.get("/users/search", query="pine", per_page=1)
        assert answer.json["count"] == 2
        assert names(desk.agent.get(answer.json["next_page"])) == ["Kim Pinewood"]

    def test_without_words(self, desk: Desk) -> None:
        assert desk.agent.get("/users/search").status == 400

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/users/search", query="pine").status == 403


class TestAutocomplete:
    def test_by_the_beginning(self, desk: Desk) -> None:
        assert names(desk.agent.get("/users/autocomplete", name="e")) == [
            "Emma Enduser",
            "Eric Enduser",
        ]
        assert names(desk.agent.get("/users/autocomplete", name="END")) == []

    @pytest.mark.parametrize("name", ["%", "_", "/"])
    def test_signs_stand_for_themselves(self, desk: Desk, name: str) -> None:
        assert names(desk.agent.get("/users/autocomplete", name=name)) == []

    def test_name_is_required(self, desk: Desk) -> None:
        assert desk.agent.get("/users/autocomplete").status == 400

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get("/users/autocomplete", name="e").status == 403


class TestRelated:
    def test_counts(self, desk: Desk) -> None:
        ticket = {
            "subject": "x",
            "comment": {"body": "x"},
            "requester_id": desk.cast.emma,
            "assignee_id": desk.cast.agent,
            "email_ccs": [{"user_id": desk.cast.eric}],
        }
        assert desk.agent.post("/tickets", {"ticket": ticket}).status == 201

        def related(user_id: int) -> Any:
            return desk.agent.get(f"/users/{user_id}/related").json["user_related"]

        assert related(desk.cast.emma)["requested_tickets"] == 1
        assert related(desk.cast.agent)["assigned_tickets"] == 1
        assert related(desk.cast.eric)["ccd_tickets"] == 1
        assert related(desk.cast.zoe)["requested_tickets"] == 0

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/users/1/related").status == 404

    def test_end_user(self, desk: Desk) -> None:
        assert desk.emma.get(f"/users/{desk.cast.emma}/related").status == 403
