"""The users family, creating: by whom, with what, and what new users are given."""

from typing import Any

import pytest

from ombud.tables import user_field_options, user_fields, users
from tests.desk import Answer, Caller, Desk
from tests.families.preparing import allow_several, set_setting


def post(caller: Caller, **fields: Any) -> Answer:
    return caller.post("/users", {"user": {"name": "Pat Pine", **fields}})


def create(caller: Caller, **fields: Any) -> Any:
    answer = post(caller, **fields)
    assert answer.status == 201, answer.text
    return answer.json["user"]


def identities(desk: Desk, user_id: int) -> list[tuple[str, str, bool, bool]]:
    found = desk.admin.get(f"/users/{user_id}/identities").json["identities"]
    return [(row["type"], row["value"], row["primary"], row["verified"]) for row in found]


class TestWho:
    def test_anonymous(self, desk: Desk) -> None:
        assert post(desk.anonymous).status == 401

    @pytest.mark.parametrize("who", ["emma", "light"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        before = desk.snapshot()
        assert post(getattr(desk, who)).status == 403
        assert desk.snapshot() == before

    def test_agents_create_end_users(self, desk: Desk) -> None:
        assert create(desk.agent, role="end-user")["role"] == "end-user"

    @pytest.mark.parametrize("role", ["agent", "admin"])
    def test_agents_create_no_team_members(self, desk: Desk, role: str) -> None:
        before = desk.snapshot()
        assert post(desk.agent, role=role, email="new@northwind.example").status == 403
        assert desk.snapshot() == before

    def test_nor_by_a_custom_role(self, desk: Desk) -> None:
        given = {"email": "new@northwind.example", "custom_role_id": desk.cast.light_role}
        assert post(desk.agent, **given).status == 403


class TestCreate:
    def test_plainest(self, desk: Desk) -> None:
        answer = post(desk.admin)
        user = answer.json["user"]
        assert answer.headers["location"] == user["url"]
        assert desk.agent.get(user["url"]).json["user"] == user
        assert (user["role"], user["ticket_restriction"]) == ("end-user", "requested")
        assert (user["email"], user["verified"], user["active"]) == (None, False, True)

    def test_everything(self, desk: Desk) -> None:
        user = create(
            desk.admin,
            email=" Pat@Forest.Example ",
            external_id=77,
            alias="P",
            details="d",
            notes="n",
            signature="s",
            time_zone="Copenhagen",
            locale_id=1,
            tags=["Tall", "old tree"],
            verified=True,
            suspended=True,
            remote_photo_url="https://example.com/p.png",
            skip_verify_email=True,
            colour="green",
        )
        assert user["email"] == "pat@forest.example"
        assert (user["external_id"], user["alias"], user["notes"]) == ("77", "P", "n")
        assert (user["time_zone"], user["iana_time_zone"]) == ("Copenhagen", "Europe/Copenhagen")
        assert user["tags"] == ["old", "tall", "tree"]
        assert (user["verified"], user["suspended"], user["photo"]) == (True, True, None)

    @pytest.mark.parametrize("user", [{}, {"name": None}, {"name": " "}])
    def test_name_is_required(self, desk: Desk, user: object) -> None:
        answer = desk.admin.post("/users", {"user": user})
        assert answer.status == 422
        assert answer.json["details"]["name"][0] == {
            "description": "Name: cannot be blank",
            "error": "BlankValue",
        }

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("name", "x" * 256, "ValueTooLong"),
            ("alias", "x" * 256, "ValueTooLong"),
            ("external_id", "x" * 256, "ValueTooLong"),
            ("phone", "1" * 101, "ValueTooLong"),
            ("email", "nobody", "InvalidFormat"),
            ("role", "boss", "InvalidValue"),
            ("time_zone", "Atlantis", "InvalidValue"),
            ("locale_id", 2, "InvalidValue"),
            ("locale", "xx-YY", "InvalidValue"),
            ("organization_id", 1, "InvalidValue"),
            ("custom_role_id", 1, "InvalidValue"),
        ],
    )
    def test_values_that_do_not_fit(self, desk: Desk, field: str, value: object, code: str) -> None:
        before = desk.snapshot()
        answer = post(desk.admin, **{field: value})
        assert answer.status == 422
        assert answer.json["details"][field][0]["error"] == code
        assert desk.snapshot() == before

    @pytest.mark.parametrize(
        ("field", "value", "rule"),
        [
            ("name", ["x"], "must be a string"),
            ("tags", 5, "must be"),
            ("user_fields", "x", "must be a hash"),
            ("organization_id", "x", "must be an integer"),
            ("suspended", "maybe", "must be"),
        ],
    )
    def test_wrong_types(self, desk: Desk, field: str, value: object, rule: str) -> None:
        answer = post(desk.admin, **{field: value})
        assert answer.status == 400
        assert f"user.{field} {rule}" in answer.text

    def test_root_is_required(self, desk: Desk) -> None:
        assert desk.admin.post("/users", {"person": {}}).status == 400

    def test_password(self, desk: Desk) -> None:
        create(desk.admin, email="pat@forest.example", verified=True, password="oaks and elms")
        me = desk.by_password("pat@forest.example", "oaks and elms").get("/users/me")
        assert me.json["user"]["name"] == "Pat Pine"

    def test_passwords_are_for_admins_to_give(self, desk: Desk) -> None:
        create(desk.agent, email="pat@forest.example", verified=True, password="oaks and elms")
        me = desk.by_password("pat@forest.example", "oaks and elms").get("/users/me")
        assert me.json["user"]["id"] is None


class TestDuplicates:
    @pytest.mark.parametrize("email", ["emma@acme.example", "EMMA@acme.example"])
    def test_email(self, desk: Desk, email: str) -> None:
        before = desk.snapshot()
        answer = post(desk.admin, email=email)
        problem = answer.json["details"]["email"][0]
        assert answer.status == 422
        assert problem["error"] == "DuplicateValue"
        assert problem["description"].endswith("is already being used by another user")
        assert desk.snapshot() == before

    def test_external_id_in_any_case(self, desk: Desk) -> None:
        create(desk.admin, external_id="Ab")
        answer = post(desk.admin, external_id="aB")
        assert answer.json["details"]["external_id"][0]["error"] == "DuplicateValue"

    def test_external_id_of_a_deleted_user_is_free(self, desk: Desk) -> None:
        old = create(desk.admin, external_id="Ab")
        desk.admin.delete(f"/users/{old['id']}")
        assert create(desk.admin, external_id="ab")["external_id"] == "ab"

    def test_blank_external_ids_are_none(self, desk: Desk) -> None:
        assert create(desk.admin, external_id="")["external_id"] is None
        assert create(desk.admin, external_id="")["external_id"] is None


class TestIdentities:
    def test_email_is_primary(self, desk: Desk) -> None:
        user = create(desk.admin, email="pat@forest.example", verified=True)
        assert identities(desk, user["id"]) == [("email", "pat@forest.example", True, True)]

    def test_others_come_along(self, desk: Desk) -> None:
        given = [
            {"type": "email", "value": "p@lake.example"},
            {"type": "twitter", "value": "pat"},
        ]
        user = create(desk.admin, email="pat@forest.example", identities=given)
        assert user["email"] == "pat@forest.example"
        assert identities(desk, user["id"]) == [
            ("email", "pat@forest.example", True, False),
            ("email", "p@lake.example", False, False),
            ("twitter", "pat", False, False),
        ]

    def test_first_of_them_leads_without_an_email(self, desk: Desk) -> None:
        user = create(desk.admin, identities=[{"type": "email", "value": "P@lake.example"}])
        assert user["email"] == "p@lake.example"
        assert identities(desk, user["id"]) == [("email", "p@lake.example", True, False)]

    @pytest.mark.parametrize(
        "identity", [{"type": "pigeon", "value": "x"}, {"type": "twitter"}, {}]
    )
    def test_what_is_none(self, desk: Desk, identity: object) -> None:
        before = desk.snapshot()
        assert post(desk.admin, identities=[identity]).status == 422
        assert desk.snapshot() == before


class TestPhone:
    def test_own_number_is_an_identity(self, desk: Desk) -> None:
        user = create(desk.admin, phone="+1 (555) 123-4567")
        assert (user["phone"], user["shared_phone_number"]) == ("+1 (555) 123-4567", False)
        assert identities(desk, user["id"]) == [("phone_number", "+15551234567", False, False)]

    def test_taken_number_is_shared(self, desk: Desk) -> None:
        create(desk.admin, phone="+15551234567")
        user = create(desk.admin, phone="+15551234567")
        assert user["shared_phone_number"] is True
        assert identities(desk, user["id"]) == []

    def test_unless_it_must_not_be(self, desk: Desk) -> None:
        create(desk.admin, phone="+15551234567")
        answer = post(desk.admin, phone="+15551234567", shared_phone_number=False)
        assert answer.json["details"]["phone"][0]["error"] == "DuplicateValue"

    def test_extension_is_no_identity(self, desk: Desk) -> None:
        assert create(desk.admin, phone="1234")["shared_phone_number"] is True

    def test_numbers_are_checked_where_the_account_says_so(self, desk: Desk) -> None:
        set_setting(desk, "user.end_user_phone_number_validation", True)
        assert post(desk.admin, phone="+1555").status == 422
        assert create(desk.admin, phone="+4533121212")["phone"] == "+4533121212"


class TestRoles:
    def test_agent(self, desk: Desk) -> None:
        user = create(desk.admin, role="agent", email="new@northwind.example", verified=True)
        assert (user["role"], user["restricted_agent"]) == ("agent", False)
        assert user["default_group_id"] == desk.cast.support
        assert desk.by_token("new@northwind.example").get("/users").status == 200

    def test_admin(self, desk: Desk) -> None:
        user = create(desk.admin, role="admin", email="new@northwind.example")
        assert (user["moderator"], user["report_csv"], user["role_type"]) == (True, True, 4)

    def test_group_of_choice(self, desk: Desk) -> None:
        given = {"role": "agent", "email": "n@x.example", "default_group_id": desk.cast.billing}
        user = create(desk.admin, **given)
        groups = desk.agent.get(f"/users/{user['id']}/groups").json["groups"]
        assert user["default_group_id"] == desk.cast.billing
        assert [group["id"] for group in groups] == [desk.cast.billing]

    def test_unknown_group(self, desk: Desk) -> None:
        answer = post(desk.admin, role="agent", email="n@x.example", default_group_id=1)
        assert "default_group_id" in answer.json["details"]

    def test_custom_role_makes_an_agent(self, desk: Desk) -> None:
        given = {"email": "n@x.example", "custom_role_id": desk.cast.light_role}
        user = create(desk.admin, **given)
        assert (user["role"], user["role_type"]) == ("agent", 1)
        assert user["only_private_comments"] is True

    def test_team_members_need_an_address(self, desk: Desk) -> None:
        assert post(desk.admin, role="agent").json["details"].keys() == {"email"}

    def test_restriction(self, desk: Desk) -> None:
        given = {"role": "agent", "email": "n@x.example", "ticket_restriction": "assigned"}
        user = create(desk.admin, **given)
        assert (user["ticket_restriction"], user["restricted_agent"]) == ("assigned", True)


class TestOrganization:
    def test_by_the_domain_of_the_address(self, desk: Desk) -> None:
        user = create(desk.admin, email="pat@ACME.example")
        assert user["organization_id"] == desk.cast.acme
        found = desk.agent.get(f"/organizations/{desk.cast.acme}/users").json["users"]
        assert user["id"] in [one["id"] for one in found]

    def test_given_one_wins(self, desk: Desk) -> None:
        user = create(desk.admin, email="pat@acme.example", organization_id=desk.cast.zebra)
        assert user["organization_id"] == desk.cast.zebra

    def test_none_at_all_when_null(self, desk: Desk) -> None:
        user = create(desk.admin, email="pat@acme.example", organization_id=None)
        assert user["organization_id"] is None

    def test_by_name(self, desk: Desk) -> None:
        user = create(desk.admin, organization={"name": "ACME"})
        assert user["organization_id"] == desk.cast.acme

    def test_new_by_name(self, desk: Desk) -> None:
        user = create(desk.admin, organization={"name": "Forest"})
        found = desk.agent.get(f"/organizations/{user['organization_id']}")
        assert found.json["organization"]["name"] == "Forest"

    def test_agents_make_no_organizations(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert post(desk.agent, organization={"name": "Forest"}).status == 403
        assert desk.snapshot() == before

    def test_several_need_the_setting(self, desk: Desk) -> None:
        both = [desk.cast.zebra, desk.cast.acme]
        assert post(desk.admin, organization_ids=both).status == 422
        allow_several(desk)
        user = create(desk.admin, organization_ids=both)
        found = desk.agent.get(f"/users/{user['id']}/organizations").json["organizations"]
        assert user["organization_id"] == desk.cast.zebra
        assert {one["id"] for one in found} == set(both)


class TestFields:
    @pytest.fixture(autouse=True)
    def _fields(self, desk: Desk) -> None:
        times = {"created_at": 0, "updated_at": 0}
        with desk.account.transaction(writes=True) as db:
            for position, (key, kind) in enumerate((("size", "integer"), ("kind", "dropdown"))):
                title = key.title()
                field = {"key": key, "type": kind, "raw_title": title, "position": position}
                field_id = db.insert(user_fields, **field, **times)
            for position, value in enumerate(("oak", "elm")):
                option = {"raw_name": value, "value": value, "position": position}
                db.insert(user_field_options, user_field_id=field_id, **option)
            db.configuration_changed()

    def test_every_field_is_there(self, desk: Desk) -> None:
        user = create(desk.admin, user_fields={"size": "12", "unknown": 1})
        assert user["user_fields"] == {"size": 12, "kind": None}

    def test_options_are_tags(self, desk: Desk) -> None:
        user = create(desk.admin, user_fields={"kind": "oak"}, tags=["tall"])
        assert user["tags"] == ["oak", "tall"]
        path = f"/users/{user['id']}"
        user = desk.admin.put(path, {"user": {"user_fields": {"kind": "elm"}}}).json["user"]
        assert user["tags"] == ["elm", "tall"]
        user = desk.admin.put(path, {"user": {"user_fields": {"kind": None}}}).json["user"]
        assert user["tags"] == ["tall"]

    def test_wrong_value(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert post(desk.admin, user_fields={"size": "big"}).status == 422
        assert desk.snapshot() == before


class TestRequestCreate:
    def test_agent(self, desk: Desk) -> None:
        user = {"name": "Pat Pine", "email": "pat@forest.example"}
        answer = desk.agent.post("/users/request_create", {"user": user})
        assert (answer.status, answer.content) == (200, b"")

    @pytest.mark.parametrize("user", [{"name": "Pat"}, {"email": "pat@forest.example"}])
    def test_both_are_needed(self, desk: Desk, user: object) -> None:
        assert desk.agent.post("/users/request_create", {"user": user}).status == 422

    @pytest.mark.parametrize("who", ["emma", "light"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        user = {"name": "Pat Pine", "email": "pat@forest.example"}
        answer = getattr(desk, who).post("/users/request_create", {"user": user})
        assert answer.status == 403


def test_default_switches(desk: Desk) -> None:
    """Nothing of a new user is remembered beside what the row says."""
    user = create(desk.admin)
    with desk.account.transaction(writes=False) as db:
        row = db.rows(users.select().where(users.c.id == user["id"]))[0]
    assert (row.password_hash, row.tags, row.user_fields) == (None, "[]", "{}")
