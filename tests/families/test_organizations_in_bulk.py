"""The organizations family, many at a time: jobs and their results."""

from typing import Any

from tests.desk import Answer, Desk


class TestCreateMany:
    def test_results_keep_the_order_and_name_refused_ones(self, desk: Desk) -> None:
        given = [{"name": "Lumen"}, {"name": "acme"}, {"notes": "nameless"}, {"name": "Nox"}]
        answer = desk.admin.post("/organizations/create_many", {"organizations": given})
        assert answer.json["job_status"]["job_type"] == "Bulk Create Organization"
        job = desk.job(answer)
        assert (job["status"], job["total"], job["progress"]) == ("completed", 4, 4)
        made = _names(desk)
        assert job["results"] == [
            {"index": 0, "status": "Created", "id": made["Lumen"]},
            {
                "index": 1,
                "error": "OrganizationCreateFailed",
                "details": "Name: acme has already been taken",
            },
            {
                "index": 2,
                "error": "OrganizationCreateFailed",
                "details": "Name: cannot be blank",
            },
            {"index": 3, "status": "Created", "id": made["Nox"]},
        ]

    def test_more_than_a_hundred(self, desk: Desk) -> None:
        before = desk.snapshot()
        given = [{"name": f"O{number}"} for number in range(101)]
        answer = desk.admin.post("/organizations/create_many", {"organizations": given})
        assert (answer.status, answer.json["max_count"]) == (400, 100)
        assert desk.snapshot() == before

    def test_agent_may_not(self, desk: Desk) -> None:
        given = {"organizations": [{"name": "X"}]}
        assert desk.agent.post("/organizations/create_many", given).status == 403


class TestCreateOrUpdate:
    path = "/organizations/create_or_update"

    def test_created_then_updated_by_external_id(self, desk: Desk) -> None:
        first = desk.admin.post(self.path, {"organization": {"name": "L", "external_id": "E1"}})
        assert first.status == 201
        assert first.headers["location"] == first.json["organization"]["url"]
        second = desk.admin.post(self.path, {"organization": {"name": "M", "external_id": "e1"}})
        assert second.status == 200
        assert second.headers["location"] == first.headers["location"]
        assert second.json["organization"]["id"] == first.json["organization"]["id"]
        assert second.json["organization"]["name"] == "M"

    def test_by_id(self, desk: Desk) -> None:
        body = {"organization": {"id": desk.cast.acme, "external_id": "new", "details": "d"}}
        answer = desk.admin.post(self.path, body)
        assert answer.status == 200
        shown = answer.json["organization"]
        assert (shown["name"], shown["external_id"], shown["details"]) == ("Acme", "new", "d")

    def test_unknown_id(self, desk: Desk) -> None:
        before = desk.snapshot()
        assert desk.admin.post(self.path, {"organization": {"id": 1, "name": "X"}}).status == 404
        assert desk.snapshot() == before

    def test_agent_may_update_notes_but_not_create(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        desk.admin.put(path, {"organization": {"external_id": "e"}})
        notes = {"organization": {"external_id": "e", "notes": "hi"}}
        assert desk.agent.post(self.path, notes).json["organization"]["notes"] == "hi"
        assert desk.agent.post(self.path, {"organization": {"name": "X"}}).status == 403

    def test_name_of_another_is_taken(self, desk: Desk) -> None:
        answer = desk.admin.post(self.path, {"organization": {"name": "Zebra", "external_id": "z"}})
        assert (answer.status, list(answer.json["details"])) == (422, ["name"])


class TestUpdateMany:
    path = "/organizations/update_many"

    def test_all_alike_by_ids(self, desk: Desk) -> None:
        ids = f"{desk.cast.acme},1,{desk.cast.zebra}"
        body = {"organization": {"details": "same"}}
        job = desk.job(desk.admin.put(self.path, body, ids=ids))
        assert job["results"] == [
            _updated(desk.cast.acme),
            {"index": 1, "error": "RecordNotFound", "details": "Not found", "id": 1},
            _updated(desk.cast.zebra),
        ]
        assert _shown(desk, desk.cast.zebra)["details"] == "same"

    def test_all_alike_by_external_ids(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.acme}"
        desk.admin.put(path, {"organization": {"external_id": "A"}})
        body = {"organization": {"notes": "n"}}
        job = desk.job(desk.admin.put(self.path, body, external_ids="a"))
        assert job["results"] == [_updated(desk.cast.acme)]

    def test_each_in_its_own_way(self, desk: Desk) -> None:
        desk.admin.put(f"/organizations/{desk.cast.zebra}", {"organization": {"external_id": "Z"}})
        items = [
            {"id": desk.cast.acme, "name": "zebra"},
            {"external_id": "z", "details": "stripes"},
            {"external_id": "nobody", "details": "x"},
        ]
        job = desk.job(desk.admin.put(self.path, {"organizations": items}))
        assert job["results"][0] == {
            "index": 0,
            "id": desk.cast.acme,
            "error": "OrganizationUpdateFailed",
            "details": "Name: zebra has already been taken",
        }
        assert job["results"][1] == _updated(desk.cast.zebra)
        assert job["results"][2]["error"] == "RecordNotFound"
        zebra = _shown(desk, desk.cast.zebra)
        assert (zebra["details"], zebra["external_id"]) == ("stripes", "Z")

    def test_agents_change_notes_only(self, desk: Desk) -> None:
        items = [
            {"id": desk.cast.acme, "notes": "mine"},
            {"id": desk.cast.zebra, "name": "Mine"},
        ]
        job = desk.job(desk.agent.put(self.path, {"organizations": items}))
        assert [one.get("success", one.get("error")) for one in job["results"]] == [
            True,
            "Forbidden",
        ]
        assert _shown(desk, desk.cast.acme)["notes"] == "mine"
        assert _shown(desk, desk.cast.zebra)["name"] == "Zebra"

    def test_something_to_change_is_needed(self, desk: Desk) -> None:
        assert desk.admin.put(self.path, ids=str(desk.cast.acme)).status == 400
        assert desk.admin.put(self.path, {"organization": {"notes": "x"}}).status == 400


class TestDestroyMany:
    path = "/organizations/destroy_many"

    def test_by_ids(self, desk: Desk) -> None:
        job = desk.job(desk.admin.delete(self.path, ids=f"{desk.cast.acme},1"))
        assert job["results"][0] == {
            "action": "delete",
            "id": desk.cast.acme,
            "status": "Deleted",
            "success": True,
        }
        assert job["results"][1]["error"] == "RecordNotFound"
        assert list(_names(desk)) == ["Zebra"]

    def test_by_external_ids(self, desk: Desk) -> None:
        path = f"/organizations/{desk.cast.zebra}"
        desk.admin.put(path, {"organization": {"external_id": "Z"}})
        desk.job(desk.admin.delete(self.path, external_ids="z"))
        assert list(_names(desk)) == ["Acme"]

    def test_agent_may_not(self, desk: Desk) -> None:
        assert desk.agent.delete(self.path, ids=str(desk.cast.acme)).status == 403


def _updated(organization_id: int) -> dict[str, Any]:
    return {"action": "update", "id": organization_id, "status": "Updated", "success": True}


def _names(desk: Desk) -> dict[str, int]:
    answer: Answer = desk.admin.get("/organizations")
    return {one["name"]: one["id"] for one in answer.json["organizations"]}


def _shown(desk: Desk, organization_id: int) -> Any:
    return desk.admin.get(f"/organizations/{organization_id}").json["organization"]
