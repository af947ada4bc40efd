"""The users family, deleting: first so that nobody acts any more, then for good."""

from typing import Any

import pytest

from ombud.tables import user_tags, users
from tests.desk import Caller, Desk
from tests.families.ticket_making import created_id


def erased(desk: Desk, user_id: int) -> Any:
    assert desk.admin.delete(f"/users/{user_id}").status == 200
    answer = desk.admin.delete(f"/deleted_users/{user_id}")
    assert answer.status == 200, answer.text
    return answer.json["deleted_user"]


class TestDelete:
    def test_admin(self, desk: Desk) -> None:
        user = desk.admin.delete(f"/users/{desk.cast.zoe}").json["user"]
        assert (user["id"], user["active"], user["name"]) == (desk.cast.zoe, False, "Zoe Zebra")
        assert desk.admin.get(f"/users/{desk.cast.zoe}").status == 404

    def test_signing_in_ends(self, desk: Desk) -> None:
        assert desk.emma.get("/users/me").json["user"]["id"] == desk.cast.emma
        desk.admin.delete(f"/users/{desk.cast.emma}")
        assert desk.emma.get("/users/me").json["user"]["id"] is None

    def test_address_is_free_again(self, desk: Desk) -> None:
        desk.admin.delete(f"/users/{desk.cast.zoe}")
        user = {"name": "Zoe Again", "email": "zoe@zebra.example"}
        assert desk.admin.post("/users", {"user": user}).status == 201

    def test_found_by_nothing_any_more(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.zoe}", {"user": {"tags": ["a"]}})
        assert desk.agent.get("/users/search", query="zoe").json["count"] == 1
        desk.admin.delete(f"/users/{desk.cast.zoe}")
        assert desk.agent.get("/users/search", query="zoe").json["count"] == 0
        assert desk.agent.get(f"/organizations/{desk.cast.zebra}/users").json["count"] == 0
        with desk.account.transaction(writes=False) as db:
            assert db.rows(user_tags.select()) == []

    def test_agents_delete_end_users(self, desk: Desk) -> None:
        assert desk.agent.delete(f"/users/{desk.cast.zoe}").status == 200

    @pytest.mark.parametrize("who", ["agent", "light", "emma"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        before = desk.snapshot()
        caller: Caller = getattr(desk, who)
        assert caller.delete(f"/users/{desk.cast.bob}").status == 403
        assert desk.snapshot() == before

    @pytest.mark.parametrize("whom", ["owner", "admin"])
    def test_owner_and_self_stay(self, desk: Desk, whom: str) -> None:
        before = desk.snapshot()
        assert desk.admin.delete(f"/users/{getattr(desk.cast, whom)}").status == 422
        assert desk.snapshot() == before

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.delete("/users/1").status == 404

    def test_requester_of_open_tickets_stays(self, desk: Desk) -> None:
        created_id(desk.admin, requester_id=desk.cast.zoe)
        before = desk.snapshot()
        answer = desk.admin.delete(f"/users/{desk.cast.zoe}")
        assert answer.status == 422
        assert answer.json["details"]["base"][0]["description"] == (
            "User is requester on 1 ticket(s) that are not closed."
        )
        assert desk.snapshot() == before

    def test_tickets_of_an_agent_are_free(self, desk: Desk) -> None:
        ticket_id = created_id(desk.admin, assignee_id=desk.cast.bob)
        assert desk.admin.delete(f"/users/{desk.cast.bob}").status == 200
        desk.run_jobs()
        ticket = desk.admin.get(f"/tickets/{ticket_id}").json["ticket"]
        assert (ticket["assignee_id"], ticket["group_id"]) == (None, desk.cast.billing)
        assert desk.admin.get(f"/groups/{desk.cast.billing}/users").json["count"] == 1


class TestDeletedUsers:
    def test_list_show_and_count(self, desk: Desk) -> None:
        assert desk.agent.get("/deleted_users").json["deleted_users"] == []
        desk.admin.delete(f"/users/{desk.cast.zoe}")
        answer = desk.light.get("/deleted_users")
        shown = desk.agent.get(f"/deleted_users/{desk.cast.zoe}").json["deleted_user"]
        assert answer.json["deleted_users"] == [shown]
        assert (shown["email"], shown["active"]) == ("zoe@zebra.example", False)
        assert shown["organization_id"] == desk.cast.zebra
        assert desk.agent.get("/deleted_users/count").json["count"]["value"] == 1

    def test_by_cursor(self, desk: Desk) -> None:
        for user_id in (desk.cast.zoe, desk.cast.eric):
            desk.admin.delete(f"/users/{user_id}")
        first = desk.agent.get("/deleted_users", **{"page[size]": 1}).json
        second = desk.agent.get(first["links"]["next"]).json
        found = [page["deleted_users"][0]["id"] for page in (first, second)]
        assert found == [desk.cast.eric, desk.cast.zoe]

    def test_active_users_are_not_there(self, desk: Desk) -> None:
        assert desk.agent.get(f"/deleted_users/{desk.cast.zoe}").status == 404

    @pytest.mark.parametrize("path", ["", "/count", "/1"])
    def test_end_user(self, desk: Desk, path: str) -> None:
        assert desk.emma.get(f"/deleted_users{path}").status == 403


class TestPermanently:
    def test_nothing_personal_is_left(self, desk: Desk) -> None:
        personal = {
            "alias": "SECRET",
            "external_id": "SECRET",
            "notes": "SECRET",
            "details": "SECRET",
            "signature": "SECRET",
            "phone": "SECRET",
            "tags": ["secret"],
        }
        desk.admin.put(f"/users/{desk.cast.zoe}", {"user": personal})
        shown = erased(desk, desk.cast.zoe)
        assert (shown["name"], shown["email"]) == ("Permanently Deleted User", None)
        with desk.account.transaction(writes=False) as db:
            row = db.rows(users.select().where(users.c.id == desk.cast.zoe))[0]
        assert "secret" not in str(row).lower()
        assert "zebra" not in str(row).lower()
        assert row.password_hash is None

    def test_counted_but_not_shown(self, desk: Desk) -> None:
        erased(desk, desk.cast.zoe)
        assert desk.agent.get("/deleted_users").json["count"] == 1
        assert desk.agent.get(f"/deleted_users/{desk.cast.zoe}").status == 404
        assert desk.admin.delete(f"/deleted_users/{desk.cast.zoe}").status == 404

    def test_active_users_are_deleted_first(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.admin.delete(f"/deleted_users/{desk.cast.zoe}").status == 404
        assert desk.snapshot() == before

    def test_agents_erase_no_team_members(self, desk: Desk) -> None:
        desk.admin.delete(f"/users/{desk.cast.bob}")
        assert desk.agent.delete(f"/deleted_users/{desk.cast.bob}").status == 403

    @pytest.mark.parametrize("who", ["light", "emma"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        desk.admin.delete(f"/users/{desk.cast.zoe}")
        answer = getattr(desk, who).delete(f"/deleted_users/{desk.cast.zoe}")
        assert answer.status == 403


class TestCompliance:
    def test_steps(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.zoe}/compliance_deletion_statuses"
        assert desk.agent.get(path).json["compliance_deletion_statuses"] == []
        erased(desk, desk.cast.zoe)
        steps = desk.agent.get(path).json["compliance_deletion_statuses"]
        assert [step["action"] for step in steps] == ["request_deletion", "started", "complete"]
        assert steps[0] == {
            "action": "request_deletion",
            "application": "all",
            "account_subdomain": "northwind",
            "executer_id": desk.cast.admin,
            "user_id": desk.cast.zoe,
            "created_at": "2026-03-02T09:00:00Z",
        }
        assert desk.agent.get(path, application="support").json["count"] == 2

    def test_unknown(self, desk: Desk) -> None:
        assert desk.agent.get("/users/1/compliance_deletion_statuses").status == 404

    def test_end_user(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}/compliance_deletion_statuses"
        assert desk.emma.get(path).status == 403
