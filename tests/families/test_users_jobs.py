"""The users family, many at once: what the jobs do and what their results say."""

from typing import Any

import pytest

from ombud.tables import job_statuses, sessions
from tests.desk import Desk


def user_named(desk: Desk, name: str) -> Any:
    found = desk.admin.get("/users/autocomplete", name=name).json["users"]
    return found[0] if found else None


class TestCreateMany:
    def test_good_and_bad(self, desk: Desk) -> None:
        users = [
            {"name": "Pat Pine", "email": "pat@forest.example", "external_id": "7"},
            {"name": "Twin", "email": "emma@acme.example"},
            {"email": "nameless@forest.example"},
            {"name": "Oak", "tags": ["tall"]},
        ]
        started = desk.admin.post("/users/create_many", {"users": users})
        assert started.json["job_status"]["job_type"] == "Bulk Create User"
        job = desk.job(started)
        good, twin, nameless, oak = job["results"]
        assert (job["status"], job["progress"], job["total"]) == ("completed", 4, 4)
        assert good == {
            "index": 0,
            "id": user_named(desk, "Pat")["id"],
            "action": "create",
            "status": "Created",
            "success": True,
            "email": "pat@forest.example",
            "external_id": "7",
        }
        assert (twin["index"], twin["error"]) == (1, "UserCreateError")
        assert "already being used" in twin["details"]
        assert nameless["details"] == "Name: cannot be blank"
        assert user_named(desk, "Oak")["tags"] == ["tall"]
        assert oak["status"] == "Created"

    def test_absent_is_not_null_in_a_job_either(self, desk: Desk) -> None:
        users: list[dict[str, Any]] = [
            {"name": "A1", "email": "a@acme.example"},
            {"name": "A2", "email": "b@acme.example", "organization_id": None},
        ]
        desk.job(desk.admin.post("/users/create_many", {"users": users}))
        assert user_named(desk, "A1")["organization_id"] == desk.cast.acme
        assert user_named(desk, "A2")["organization_id"] is None

    def test_passwords_are_not_kept(self, desk: Desk) -> None:
        users = [{"name": "Pat", "email": "pat@forest.example", "password": "oaks and elms"}]
        desk.admin.post("/users/create_many", {"users": users})
        with desk.account.transaction(writes=False) as db:
            assert "oaks" not in db.value(
                job_statuses.select().with_only_columns(job_statuses.c.payload)
            )

    def test_too_many(self, desk: Desk) -> None:
        answer = desk.admin.post("/users/create_many", {"users": [{"name": "X"}] * 101})
        assert answer.status == 400
        assert answer.json["description"] == "Maximum 100 users may be created per call"

    def test_wrong_type(self, desk: Desk) -> None:
        answer = desk.admin.post("/users/create_many", {"users": {"name": "X"}})
        assert (answer.status, "users must be an array" in answer.text) == (400, True)

    def test_agents_make_end_users_only(self, desk: Desk) -> None:
        users = [{"name": "Pat"}, {"name": "Boss", "email": "b@x.example", "role": "admin"}]
        job = desk.job(desk.agent.post("/users/create_many", {"users": users}))
        assert [row.get("status") for row in job["results"]] == ["Created", None]
        assert user_named(desk, "Boss") is None

    @pytest.mark.parametrize("who", ["emma", "light"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        answer = getattr(desk, who).post("/users/create_many", {"users": [{"name": "X"}]})
        assert answer.status == 403

    def test_rights_are_those_of_when_it_runs(self, desk: Desk) -> None:
        started = desk.agent.post("/users/create_many", {"users": [{"name": "Pat"}]})
        demoted = {"user": {"custom_role_id": desk.cast.light_role}}
        desk.admin.put(f"/users/{desk.cast.agent}", demoted)
        assert desk.job(started)["results"][0]["error"] == "Forbidden"


class TestCreateOrUpdateMany:
    def test_both(self, desk: Desk) -> None:
        users = [
            {"name": "Emma E", "email": "emma@acme.example"},
            {"name": "Pat Pine", "external_id": "7"},
            {"name": "Pat P", "external_id": "7"},
        ]
        job = desk.job(desk.admin.post("/users/create_or_update_many", {"users": users}))
        assert [row["status"] for row in job["results"]] == ["Updated", "Created", "Updated"]
        assert [row["action"] for row in job["results"]] == ["update", "create", "update"]
        assert user_named(desk, "Emma E")["id"] == desk.cast.emma
        assert user_named(desk, "Pat P")["external_id"] == "7"


class TestUpdateMany:
    def test_alike_by_ids(self, desk: Desk) -> None:
        ids = f"{desk.cast.emma},1,{desk.cast.zoe}"
        body = {"user": {"organization_id": desk.cast.zebra, "notes": "moved"}}
        job = desk.job(desk.agent.put("/users/update_many", body, ids=ids))
        first, unknown, _ = job["results"]
        assert first == {
            "index": 0,
            "id": desk.cast.emma,
            "action": "update",
            "status": "Updated",
            "success": True,
        }
        assert (unknown["id"], unknown["error"]) == (1, "RecordNotFound")
        assert user_named(desk, "Emma")["organization_id"] == desk.cast.zebra
        assert user_named(desk, "Zoe")["notes"] == "moved"

    def test_alike_by_external_ids(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.emma}", {"user": {"external_id": "E1"}})
        started = desk.agent.put(
            "/users/update_many", {"user": {"notes": "n"}}, external_ids="e1,e2"
        )
        job = desk.job(started)
        assert [row.get("status") for row in job["results"]] == ["Updated", None]
        assert user_named(desk, "Emma")["notes"] == "n"

    def test_each_in_its_own_way(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.zoe}", {"user": {"external_id": "Z1"}})
        users = [
            {"id": desk.cast.emma, "name": "Emma E", "external_id": "E9"},
            {"external_id": "z1", "name": "Zoe Z"},
            {"id": desk.cast.eric, "name": " "},
            {"name": "Nobody"},
        ]
        job = desk.job(desk.agent.put("/users/update_many", {"users": users}))
        assert [row.get("status") for row in job["results"]] == ["Updated", "Updated", None, None]
        assert job["results"][2]["error"] == "UserUpdateFailed"
        assert user_named(desk, "Emma E")["external_id"] == "E9"
        assert user_named(desk, "Zoe Z")["external_id"] == "Z1"

    def test_team_members_are_out_of_reach_of_agents(self, desk: Desk) -> None:
        body = {"user": {"alias": "X"}}
        job = desk.job(desk.agent.put("/users/update_many", body, ids=desk.cast.admin))
        assert job["results"][0]["error"] == "Forbidden"
        assert user_named(desk, "Adam")["alias"] is None

    @pytest.mark.parametrize("who", ["emma", "light"])
    def test_who_may_not(self, desk: Desk, who: str) -> None:
        body = {"user": {"alias": "X"}}
        answer = getattr(desk, who).put("/users/update_many", body, ids=desk.cast.emma)
        assert answer.status == 403

    def test_something_is_needed(self, desk: Desk) -> None:
        assert desk.admin.put("/users/update_many", {}, ids="1").status == 400
        assert desk.admin.put("/users/update_many", {"user": {}}).status == 400


class TestDestroyMany:
    def test_good_and_bad(self, desk: Desk) -> None:
        ids = f"{desk.cast.zoe},{desk.cast.admin},1"
        started = desk.admin.delete("/users/destroy_many", ids=ids)
        assert started.json["job_status"]["job_type"] == "Bulk Delete User"
        deleted, own, unknown = desk.job(started)["results"]
        assert (deleted["status"], deleted["success"]) == ("Deleted", True)
        assert own["error"] == "UserDeleteFailed"
        assert unknown["error"] == "RecordNotFound"
        assert desk.admin.get(f"/users/{desk.cast.zoe}").status == 404

    def test_by_external_ids(self, desk: Desk) -> None:
        desk.admin.put(f"/users/{desk.cast.zoe}", {"user": {"external_id": "Z1"}})
        job = desk.job(desk.agent.delete("/users/destroy_many", external_ids="z1"))
        assert job["results"][0]["id"] == desk.cast.zoe

    def test_too_many(self, desk: Desk) -> None:
        ids = ",".join(map(str, range(101)))
        answer = desk.admin.delete("/users/destroy_many", ids=ids)
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")

    def test_light_agent(self, desk: Desk) -> None:
        assert desk.light.delete("/users/destroy_many", ids=desk.cast.zoe).status == 403


class TestLogoutMany:
    def test_admin(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True) as db:
            for user_id in (desk.cast.emma, desk.cast.zoe):
                times = {"authenticated_at": 0, "last_seen_at": 0}
                db.insert(sessions, user_id=user_id, token_digest=f"d{user_id}", **times)
        answer = desk.admin.post("/users/logout_many", None, ids=f"{desk.cast.emma},1")
        assert (answer.status, answer.content) == (202, b"")
        with desk.account.transaction(writes=False) as db:
            left = db.values(sessions.select().with_only_columns(sessions.c.user_id))
        assert left == [desk.cast.zoe]

    def test_ids_are_required(self, desk: Desk) -> None:
        assert desk.admin.post("/users/logout_many").status == 400

    def test_agent(self, desk: Desk) -> None:
        assert desk.agent.post("/users/logout_many", None, ids=desk.cast.emma).status == 403
