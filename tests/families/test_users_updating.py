"""The users family, updating: who may change what of whom, and what follows from it."""

from typing import Any

import pytest

from tests.desk import Answer, Caller, Desk
from tests.families.preparing import allow_several, set_setting, with_role


def put(caller: Caller, user_id: int, **fields: Any) -> Answer:
    return caller.put(f"/users/{user_id}", {"user": fields})


def change(caller: Caller, user_id: int, **fields: Any) -> Any:
    answer = put(caller, user_id, **fields)
    assert answer.status == 200, answer.text
    return answer.json["user"]


def identities(desk: Desk, user_id: int) -> list[tuple[str, bool, bool]]:
    found = desk.admin.get(f"/users/{user_id}/identities").json["identities"]
    return [(row["value"], row["primary"], row["verified"]) for row in found]


class TestWho:
    def test_anonymous(self, desk: Desk) -> None:
        assert put(desk.anonymous, desk.cast.emma, name="X").status == 401

    @pytest.mark.parametrize("who", ["emma", "light"])
    @pytest.mark.parametrize("whom", ["emma", "light"])
    def test_who_may_not(self, desk: Desk, who: str, whom: str) -> None:
        before = desk.snapshot()
        assert put(getattr(desk, who), getattr(desk.cast, whom), name="X").status == 403
        assert desk.snapshot() == before

    def test_agents_change_end_users(self, desk: Desk) -> None:
        user = change(desk.agent, desk.cast.emma, name="Emma E", notes="n", suspended=True)
        assert (user["name"], user["notes"], user["suspended"]) == ("Emma E", "n", True)

    @pytest.mark.parametrize("whom", ["bob", "admin", "owner", "light"])
    def test_agents_change_no_team_members(self, desk: Desk, whom: str) -> None:
        before = desk.snapshot()
        assert put(desk.agent, getattr(desk.cast, whom), name="X").status == 403
        assert desk.snapshot() == before

    def test_unknown(self, desk: Desk) -> None:
        assert put(desk.admin, 1, name="X").status == 404

    def test_admins_change_everybody(self, desk: Desk) -> None:
        for whom in ("owner", "admin", "agent", "light", "zoe"):
            assert change(desk.admin, getattr(desk.cast, whom), alias="A")["alias"] == "A"

    def test_own_profile_of_an_agent(self, desk: Desk) -> None:
        user = change(desk.agent, desk.cast.agent, name="Alice A", signature="A.", notes="n")
        assert (user["name"], user["signature"], user["notes"]) == ("Alice A", "A.", None)

    @pytest.mark.parametrize("role", ["admin", "end-user"])
    def test_agents_do_not_change_their_own_role(self, desk: Desk, role: str) -> None:
        assert put(desk.agent, desk.cast.agent, role=role).status == 403

    @pytest.mark.parametrize("fields", [{"role": "agent"}, {"role": "admin"}])
    def test_agents_promote_nobody(self, desk: Desk, fields: dict[str, str]) -> None:
        before = desk.snapshot()
        assert put(desk.agent, desk.cast.emma, **fields).status == 403
        assert desk.snapshot() == before

    def test_agents_give_no_custom_role(self, desk: Desk) -> None:
        answer = put(desk.agent, desk.cast.emma, custom_role_id=desk.cast.light_role)
        assert answer.status == 403

    def test_whole_object_may_come_back(self, desk: Desk) -> None:
        whole = desk.agent.get(f"/users/{desk.cast.emma}").json["user"]
        assert change(desk.agent, desk.cast.emma, **whole) == whole
        own = desk.agent.get(f"/users/{desk.cast.agent}").json["user"]
        assert change(desk.agent, desk.cast.agent, **own) == own


class TestCustomRoles:
    def test_within_the_organization(self, desk: Desk) -> None:
        change(desk.admin, desk.cast.bob, organization_id=desk.cast.acme)
        with_role(desk, desk.cast.bob, end_user_profile_access="edit-within-org")
        assert put(desk.bob, desk.cast.emma, name="X").status == 200
        assert put(desk.bob, desk.cast.zoe, name="X").status == 403
        assert desk.bob.delete(f"/users/{desk.cast.emma}").status == 403

    def test_editing_is_not_creating(self, desk: Desk) -> None:
        with_role(desk, desk.cast.bob, end_user_profile_access="edit")
        assert put(desk.bob, desk.cast.zoe, name="X").status == 200
        assert desk.bob.post("/users", {"user": {"name": "New"}}).status == 403
        assert desk.bob.delete(f"/users/{desk.cast.zoe}").status == 403

    def test_team_members(self, desk: Desk) -> None:
        with_role(desk, desk.cast.bob, manage_team_members=True)
        assert put(desk.bob, desk.cast.agent, alias="X").status == 200
        assert put(desk.bob, desk.cast.admin, alias="X").status == 403
        assert put(desk.bob, desk.cast.agent, role="admin").status == 403
        assert put(desk.bob, desk.cast.bob, role="admin").status == 403

    def test_reading_only(self, desk: Desk) -> None:
        with_role(desk, desk.cast.bob, end_user_profile_access="readonly")
        assert put(desk.bob, desk.cast.zoe, name="X").status == 403


class TestValues:
    def test_absent_stays_and_null_clears(self, desk: Desk) -> None:
        change(desk.admin, desk.cast.emma, notes="n", details="d", external_id="7", tags=["a"])
        user = change(desk.admin, desk.cast.emma, details=None)
        assert (user["notes"], user["details"], user["external_id"]) == ("n", None, "7")
        assert user["tags"] == ["a"]
        user = change(desk.admin, desk.cast.emma, external_id=None, tags=None)
        assert (user["external_id"], user["tags"]) == (None, [])

    def test_name_cannot_be_cleared(self, desk: Desk) -> None:
        assert put(desk.admin, desk.cast.emma, name=None).status == 422

    def test_wrong_type(self, desk: Desk) -> None:
        answer = put(desk.admin, desk.cast.emma, notes={"x": 1})
        assert answer.status == 400
        assert "user.notes must be a string" in answer.text

    def test_nothing_new_is_no_update(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.emma, name="Emma Enduser", verified=True)
        assert user["updated_at"] == "2026-03-01T09:00:00Z"

    def test_update_moves_updated_at(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.emma, alias="E")
        assert user["updated_at"] == "2026-03-02T09:00:00Z"

    def test_external_id_taken(self, desk: Desk) -> None:
        change(desk.admin, desk.cast.emma, external_id="Seven")
        before = desk.snapshot()
        answer = put(desk.admin, desk.cast.zoe, external_id="SEVEN", name="Z")
        assert answer.json["details"]["external_id"][0]["error"] == "DuplicateValue"
        assert desk.snapshot() == before

    @pytest.mark.parametrize("zone", ["Eastern Time (US & Canada)", "America/New_York"])
    def test_time_zones(self, desk: Desk, zone: str) -> None:
        user = change(desk.admin, desk.cast.emma, time_zone=zone)
        assert (user["time_zone"], user["iana_time_zone"]) == (zone, "America/New_York")

    def test_tags_without_tagging(self, desk: Desk) -> None:
        set_setting(desk, "user.tagging", False)
        assert change(desk.admin, desk.cast.emma, tags=["a"])["tags"] == []


class TestEmail:
    def test_another_address_is_secondary(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.emma, email="Emma@home.example")
        assert user["email"] == "emma@acme.example"
        assert identities(desk, desk.cast.emma) == [
            ("emma@acme.example", True, True),
            ("emma@home.example", False, False),
        ]

    def test_own_address_is_nothing_new(self, desk: Desk) -> None:
        change(desk.admin, desk.cast.emma, email="EMMA@acme.example")
        assert identities(desk, desk.cast.emma) == [("emma@acme.example", True, True)]

    def test_first_address_is_primary(self, desk: Desk) -> None:
        created = desk.admin.post("/users", {"user": {"name": "Pat"}}).json["user"]
        user = change(desk.admin, created["id"], email="pat@acme.example", verified=True)
        assert (user["email"], user["verified"]) == ("pat@acme.example", True)
        assert user["organization_id"] == desk.cast.acme

    def test_taken_address(self, desk: Desk) -> None:
        before = desk.snapshot()
        answer = put(desk.admin, desk.cast.emma, email="zoe@zebra.example", name="X")
        assert answer.json["details"]["email"][0]["error"] == "DuplicateValue"
        assert desk.snapshot() == before

    def test_verifying(self, desk: Desk) -> None:
        assert change(desk.admin, desk.cast.zoe, verified=True)["verified"] is True
        assert identities(desk, desk.cast.zoe) == [("zoe@zebra.example", True, True)]

    def test_null_keeps_it(self, desk: Desk) -> None:
        assert change(desk.admin, desk.cast.zoe, email=None)["email"] == "zoe@zebra.example"


class TestPhone:
    def test_number_moves_its_identity(self, desk: Desk) -> None:
        change(desk.admin, desk.cast.emma, phone="+15551234567")
        change(desk.admin, desk.cast.emma, phone="+15557654321")
        assert identities(desk, desk.cast.emma)[1:] == [("+15557654321", False, False)]
        user = change(desk.admin, desk.cast.emma, phone=None)
        assert (user["phone"], user["shared_phone_number"]) == (None, None)
        assert len(identities(desk, desk.cast.emma)) == 1

    def test_sharing_takes_the_identity_away(self, desk: Desk) -> None:
        change(desk.admin, desk.cast.emma, phone="+15551234567")
        user = change(desk.admin, desk.cast.emma, shared_phone_number=True)
        assert (user["phone"], user["shared_phone_number"]) == ("+15551234567", True)
        assert len(identities(desk, desk.cast.emma)) == 1


class TestRole:
    def test_up_and_down(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.emma, role="agent")
        assert (user["role"], user["ticket_restriction"]) == ("agent", None)
        assert user["default_group_id"] == desk.cast.support
        assert desk.emma.get("/users").status == 200
        user = change(desk.admin, desk.cast.emma, role="end-user")
        assert (user["role"], user["ticket_restriction"]) == ("end-user", "requested")
        assert user["default_group_id"] is None
        assert desk.agent.get(f"/users/{desk.cast.emma}/groups").json["groups"] == []
        assert desk.emma.get("/users").status == 403

    def test_leaving_the_team_lets_go_of_tickets(self, desk: Desk) -> None:
        ticket = {"subject": "x", "comment": {"body": "x"}, "assignee_id": desk.cast.agent}
        path = f"/tickets/{desk.admin.post('/tickets', {'ticket': ticket}).json['ticket']['id']}"
        change(desk.admin, desk.cast.agent, role="end-user")
        desk.run_jobs()
        assert desk.admin.get(path).json["ticket"]["assignee_id"] is None

    def test_custom_role(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.agent, custom_role_id=desk.cast.light_role)
        assert (user["role_type"], user["only_private_comments"]) == (1, True)
        assert put(desk.agent, desk.cast.emma, name="X").status == 403
        user = change(desk.admin, desk.cast.agent, custom_role_id=None)
        assert (user["custom_role_id"], user["role_type"]) == (None, 0)

    def test_admins_have_no_custom_role(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.light, role="admin")
        assert (user["custom_role_id"], user["role_type"]) == (None, 4)

    def test_unknown_role(self, desk: Desk) -> None:
        assert put(desk.admin, desk.cast.emma, role="boss").status == 422

    def test_restriction(self, desk: Desk) -> None:
        assert put(desk.admin, desk.cast.agent, ticket_restriction="requested").status == 422
        user = change(desk.admin, desk.cast.agent, ticket_restriction="assigned")
        assert user["restricted_agent"] is True
        user = change(desk.admin, desk.cast.emma, ticket_restriction="organization")
        assert user["ticket_restriction"] == "organization"

    def test_default_group(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.agent, default_group_id=desk.cast.billing)
        assert user["default_group_id"] == desk.cast.billing
        user = change(desk.admin, desk.cast.bob, default_group_id=desk.cast.support)
        groups = desk.agent.get(f"/users/{desk.cast.bob}/groups").json["groups"]
        assert len(groups) == 2

    def test_groups_are_no_matter_of_end_users(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.emma, default_group_id=desk.cast.billing)
        assert user["default_group_id"] is None

    @pytest.mark.parametrize("fields", [{"role": "agent"}, {"suspended": True}])
    def test_owner_stays(self, desk: Desk, fields: dict[str, Any]) -> None:
        before = desk.snapshot()
        assert put(desk.admin, desk.cast.owner, **fields).status == 422
        assert desk.snapshot() == before

    def test_nobody_suspends_themselves(self, desk: Desk) -> None:
        assert put(desk.admin, desk.cast.admin, suspended=True).status == 422

    def test_suspended_users_do_not_sign_in(self, desk: Desk) -> None:
        assert desk.agent.get("/users").status == 200
        change(desk.admin, desk.cast.agent, suspended=True)
        assert desk.agent.get("/users").status in {401, 403}


class TestOrganization:
    def test_moves(self, desk: Desk) -> None:
        user = change(desk.admin, desk.cast.emma, organization_id=desk.cast.zebra)
        found = desk.agent.get(f"/users/{desk.cast.emma}/organizations").json["organizations"]
        assert user["organization_id"] == desk.cast.zebra
        assert [one["id"] for one in found] == [desk.cast.zebra]

    def test_null_leaves(self, desk: Desk) -> None:
        assert change(desk.admin, desk.cast.emma, organization_id=None)["organization_id"] is None
        assert desk.agent.get(f"/users/{desk.cast.emma}/organizations").json["count"] == 0

    def test_unknown(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert put(desk.admin, desk.cast.emma, organization_id=1, name="X").status == 422
        assert desk.snapshot() == before

    def test_several(self, desk: Desk) -> None:
        allow_several(desk)
        both = [desk.cast.acme, desk.cast.zebra]
        user = change(desk.admin, desk.cast.emma, organization_ids=both[::-1])
        assert user["organization_id"] == desk.cast.zebra
        assert desk.agent.get(f"/users/{desk.cast.emma}/organizations").json["count"] == 2
        user = change(desk.admin, desk.cast.emma, organization_ids=[desk.cast.acme])
        assert user["organization_id"] == desk.cast.acme
        user = change(desk.admin, desk.cast.emma, organization_ids=[])
        assert user["organization_id"] is None

    def test_end_users_see_the_change_at_once(self, desk: Desk) -> None:
        assert desk.emma.get("/users/me").json["user"]["organization_id"] == desk.cast.acme
        change(desk.admin, desk.cast.emma, organization_id=desk.cast.zebra)
        answer = desk.emma.get("/users/me", include="organizations")
        assert [one["id"] for one in answer.json["organizations"]] == [desk.cast.zebra]
