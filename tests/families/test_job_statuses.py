"""Background jobs as callers see them."""

from typing import Any

from tests.desk import Caller, Desk


def start(caller: Caller, *subjects: str) -> Any:
    """The job_status of a job that creates tickets."""
    tickets = [{"subject": subject, "comment": {"body": "Hello"}} for subject in subjects]
    answer = caller.post("/tickets/create_many", {"tickets": tickets})
    assert answer.status == 200, answer.text
    return answer.json["job_status"]


class TestList:
    def test_roles(self, desk: Desk) -> None:
        assert desk.anonymous.get("/job_statuses").status == 401
        assert desk.emma.get("/job_statuses").status == 403
        assert desk.agent.get("/job_statuses").json["job_statuses"] == []

    def test_newest_first_by_cursor(self, desk: Desk) -> None:
        ids = []
        for subject in "abc":
            ids.append(start(desk.admin, subject)["id"])
            desk.clock.forward(seconds=1)
        seen = []
        answer = desk.admin.get("/job_statuses", **{"page[size]": 2})
        while True:
            seen += [job["id"] for job in answer.json["job_statuses"]]
            if not answer.json["meta"]["has_more"]:
                break
            answer = desk.admin.get(answer.json["links"]["next"])
        assert seen == ids[::-1]

    def test_agents_see_their_own(self, desk: Desk) -> None:
        mine, other = start(desk.agent, "a"), start(desk.admin, "b")
        listed = desk.agent.get("/job_statuses").json["job_statuses"]
        assert [job["id"] for job in listed] == [mine["id"]]
        assert desk.agent.get(f"/job_statuses/{other['id']}").status == 404
        assert len(desk.admin.get("/job_statuses").json["job_statuses"]) == 2

    def test_the_desks_own_work_is_hidden(self, desk: Desk) -> None:
        body = {"ticket_field": {"title": "Colour"}}
        field = desk.admin.post("/ticket_fields", body).json["ticket_field"]
        values = [{"id": field["id"], "value": "red"}]
        ticket = {"comment": {"body": "Hello"}, "custom_fields": values}
        desk.agent.post("/tickets", {"ticket": ticket})
        desk.admin.delete(field["url"])
        assert desk.run_jobs() == 1
        assert desk.admin.get("/job_statuses").json["job_statuses"] == []


class TestShow:
    def test_before_and_after(self, desk: Desk) -> None:
        started = start(desk.agent, "a", "b")
        assert started["status"] == "queued"
        assert desk.agent.get(started["url"]).json["job_status"] == started
        desk.run_jobs()
        done = desk.agent.get(started["url"]).json["job_status"]
        assert (done["status"], done["total"], done["progress"]) == ("completed", 2, 2)
        assert [entry["index"] for entry in done["results"]] == [0, 1]
        assert done["message"].startswith("Completed at 2026-03-02 09:00:00")

    def test_unknown(self, desk: Desk) -> None:
        assert desk.admin.get("/job_statuses/V3-0").status == 404


class TestShowMany:
    def test_unknown_ids_are_left_out(self, desk: Desk) -> None:
        first, second = start(desk.agent, "a"), start(desk.agent, "b")
        ids = f"{first['id']},V3-0,{second['id']}"
        found = desk.agent.get("/job_statuses/show_many", ids=ids).json["job_statuses"]
        assert {job["id"] for job in found} == {first["id"], second["id"]}
        assert desk.bob.get("/job_statuses/show_many", ids=ids).json["job_statuses"] == []

    def test_limits(self, desk: Desk) -> None:
        assert desk.agent.get("/job_statuses/show_many").status == 400
        many = ",".join(str(number) for number in range(101))
        answer = desk.agent.get("/job_statuses/show_many", ids=many)
        assert (answer.status, answer.json["error"]) == (400, "TooManyValues")
