"""Views written to files, and why a ticket is in a view."""

import pytest

from ombud.families.views import exporting
from tests.desk import Desk
from tests.families.ticket_making import change, created_id
from tests.families.view_making import UNSOLVED, asking, ids_in, make


class TestExplain:
    def test_each_condition(self, desk: Desk) -> None:
        ticket_id = created_id(desk.admin, priority="low", tags=["lamp"])
        view = make(
            desk.admin,
            all=[UNSOLVED, asking("assignee_id", "is", "current_user")],
            any=[asking("priority", "is", "high"), asking("current_tags", "includes", "lamp")],
        )
        path = f"/views/{view['id']}/explanation"
        found = desk.agent.get(path, ticket_id=ticket_id).json["explanation"]
        assert (found["matches"], found["archived"]) == (False, False)
        told = [
            (each["place"], each["index"], each["field"], each["holds"])
            for each in found["conditions"]
        ]
        assert told == [
            ("all", 0, "status", True),
            ("all", 1, "assignee_id", False),
            ("any", 0, "priority", False),
            ("any", 1, "current_tags", True),
        ]
        assert found["conditions"][2]["found"] == "low"
        change(desk.admin, ticket_id, assignee_id=desk.cast.agent)
        assert desk.agent.get(path, ticket_id=ticket_id).json["explanation"]["matches"] is True
        assert desk.bob.get(path, ticket_id=ticket_id).status == 403
        assert desk.agent.get(path, ticket_id=999).status == 404
        assert desk.agent.get(path).status == 400

    def test_agrees_with_the_view(self, any_desk: Desk) -> None:
        desk = any_desk
        ids = [
            created_id(desk.admin),
            created_id(desk.admin, assignee_id=desk.cast.agent),
            created_id(desk.admin, status="solved", assignee_id=desk.cast.agent),
            created_id(desk.admin, type="task", group_id=desk.cast.billing),
        ]
        for view in desk.agent.get("/views").json["views"]:
            listed = set(ids_in(desk.agent, view))
            path = f"/views/{view['id']}/explanation"
            matching = {
                ticket_id
                for ticket_id in ids
                if desk.agent.get(path, ticket_id=ticket_id).json["explanation"]["matches"]
            }
            assert matching == listed, view["title"]

    def test_what_is_gone(self, desk: Desk) -> None:
        group = desk.admin.post("/groups", {"group": {"name": "Lights"}}).json["group"]["id"]
        view = make(desk.admin, all=[asking("group_id", "is_not", group)])
        ticket_id = created_id(desk.admin)
        desk.admin.delete(f"/groups/{group}")
        path = f"/views/{view['id']}/explanation"
        [told] = desk.admin.get(path, ticket_id=ticket_id).json["explanation"]["conditions"]
        assert told["problem"] == f"Group {group} was deleted and cannot be used"
        assert told["holds"] is False


class TestExport:
    def test_a_file_for_who_asked(self, any_desk: Desk) -> None:
        desk = any_desk
        created_id(desk.admin, subject="=1+1", requester_id=desk.cast.emma)
        created_id(desk.admin, subject='Lamp, "red"', requester_id=desk.cast.eric)
        output = {"columns": ["nice_id", "subject", "requester", "status"]}
        view = make(desk.admin, title="Lamps", output=output)
        answer = desk.agent.get(f"/views/{view['id']}/export")
        assert answer.json == {"export": {"view_id": view["id"], "status": "starting"}}
        again = desk.agent.get(f"/views/{view['id']}/export").json["export"]
        assert again["status"] == "queued"
        assert desk.run_jobs() == 1
        [job] = desk.agent.get("/job_statuses").json["job_statuses"]
        assert (job["status"], job["total"]) == ("completed", 2)
        made = job["results"][-1]
        assert made["file_name"] == "Lamps.csv"
        file = desk.agent.get(made["content_url"])
        assert file.headers["content-type"].startswith("text/csv")
        assert file.content.decode("utf-8-sig").splitlines() == [
            "ID,Subject,Requester,Status category",
            '2,"Lamp, ""red""",Eric Enduser,new',
            "1,'=1+1,Emma Enduser,new",
        ]
        assert desk.snapshot()["view_export_parts"] == []

    def test_in_parts(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exporting, "STEP", 2)
        ids = [created_id(desk.admin) for _ in range(5)]
        view = make(desk.admin, output={"columns": ["nice_id"]})
        desk.admin.get(f"/views/{view['id']}/export")
        desk.admin.delete(f"/tickets/{ids[0]}")
        desk.run_jobs()
        [job] = desk.admin.get("/job_statuses").json["job_statuses"]
        assert job["total"] == 4
        text = desk.admin.get(job["results"][-1]["content_url"]).content.decode("utf-8-sig")
        assert text.split() == ["ID", *(str(id_) for id_ in reversed(ids[1:]))]

    def test_of_nothing(self, desk: Desk) -> None:
        view = make(desk.admin, output={"columns": ["nice_id"]})
        desk.admin.get(f"/views/{view['id']}/export")
        desk.run_jobs()
        [job] = desk.admin.get("/job_statuses").json["job_statuses"]
        file = desk.admin.get(job["results"][-1]["content_url"])
        assert file.content.decode("utf-8-sig").split() == ["ID"]

    def test_who_may_not(self, desk: Desk) -> None:
        view = make(desk.agent)
        before = desk.snapshot()
        assert desk.bob.get(f"/views/{view['id']}/export").status == 404
        assert desk.emma.get(f"/views/{view['id']}/export").status == 403
        assert desk.snapshot() == before
