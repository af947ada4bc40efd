"""The documented limits of single operations, on a desk whose plan has limits."""

import shutil
from pathlib import Path

import pytest

from ombud.config import Config
from tests.desk import Answer, Desk


@pytest.fixture
def config(template: Path, tmp_path: Path) -> Config:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    return Config(data=tmp_path, plan="trial")


def refused(answer: Answer, name: str) -> bool:
    """Whether the answer is the documented refusal of this limit."""
    if answer.status != 429:
        assert "retry-after" not in answer.headers
        return False
    lower = {key.lower(): value for key, value in answer.headers.items()}
    assert int(lower["retry-after"]) >= 1
    assert "remaining=0;" in lower[f"zendesk-ratelimit-{name}"]
    assert int(lower["ratelimit-remaining"]) > 0
    return True


class TestUsers:
    def test_update(self, desk: Desk) -> None:
        path = f"/users/{desk.cast.emma}"
        # One a second may pass, and five a minute: of ten one after the other some are refused.
        answers = [
            desk.admin.put(path, {"user": {"notes": f"note {number}"}}) for number in range(10)
        ]
        told = [refused(answer, "user-update") for answer in answers]
        assert not told[0]
        assert told[-1]
        assert answers[-1].json["error"] == "APIRateLimitExceeded"
        assert desk.agent.get(path).json["user"]["notes"] != "note 9"

    def test_create_or_update(self, desk: Desk) -> None:
        answers = []
        for number in range(10):
            user = {"email": "emma@acme.example", "notes": f"note {number}"}
            answers.append(desk.admin.post("/users/create_or_update", {"user": user}))
        told = [refused(answer, "create-or-update-user") for answer in answers]
        assert not told[0]
        assert told[-1]
        assert answers[-1].headers["content-type"] == "text/plain; charset=utf-8"
        assert answers[-1].text == "Number of allowed API requests per minute exceeded"
        notes = desk.agent.get(f"/users/{desk.cast.emma}").json["user"]["notes"]
        assert notes != "note 9"

    def test_a_job_is_not_counted(self, desk: Desk) -> None:
        users = [{"email": "emma@acme.example", "notes": str(number)} for number in range(8)]
        done = desk.job(desk.admin.post("/users/create_or_update_many", {"users": users}))
        assert [result["status"] for result in done["results"]] == ["Updated"] * 8


class TestOrganizations:
    def test_update(self, desk: Desk) -> None:
        body = {"organization": {"notes": "x"}}
        path = f"/organizations/{desk.cast.acme}"
        for caller in (desk.admin, desk.owner, desk.admin, desk.owner, desk.admin):
            assert not refused(caller.put(path, body), "organization-update")
        assert refused(desk.owner.put(path, body), "organization-update")
        other = f"/organizations/{desk.cast.zebra}"
        assert not refused(desk.owner.put(other, body), "organization-update")


class TestTickets:
    def test_update_of_one_by_one_person(self, desk: Desk) -> None:
        desk.agent.post("/tickets", {"ticket": {"comment": {"body": "Dark"}}})
        body = {"ticket": {"priority": "low"}}
        for _ in range(30):
            assert not refused(desk.agent.put("/tickets/1", body), "ticket-update")
        assert refused(desk.agent.put("/tickets/1.json", body), "ticket-update")
        assert not refused(desk.admin.put("/tickets/1", body), "ticket-update")

    def test_deleted_ones(self, desk: Desk) -> None:
        for _ in range(10):
            assert not refused(desk.admin.get("/deleted_tickets"), "deleted-tickets-index")
        assert refused(desk.admin.get("/deleted_tickets"), "deleted-tickets-index")

    def test_search(self, desk: Desk) -> None:
        for _ in range(100):
            assert not refused(desk.agent.get("/search?query=lamp"), "search-index")
        assert refused(desk.agent.get("/search?query=lamp"), "search-index")


class TestRequests:
    def test_of_strangers(self, desk: Desk) -> None:
        requester = {"name": "Pat", "email": "pat@forest.example"}
        request = {"subject": "Hi", "comment": {"body": "Hi"}, "requester": requester}
        name = "ticket-request-create-by-user-and-ip"
        for _ in range(5):
            assert not refused(desk.anonymous.post("/requests", {"request": request}), name)
        before = desk.snapshot()
        assert refused(desk.anonymous.post("/requests", {"request": request}), name)
        assert desk.snapshot() == before
        assert not refused(desk.emma.post("/requests", {"request": request}), name)


class TestViews:
    def test_five_looks_at_a_view_for_each_agent(self, desk: Desk) -> None:
        first, second = (view["id"] for view in desk.admin.get("/views").json["views"][:2])
        for path in ("tickets", "execute", "count"):
            for _ in range(5):
                assert not refused(desk.agent.get(f"/views/{first}/{path}"), "view-tickets")
            assert refused(desk.agent.get(f"/views/{first}/{path}"), "view-tickets")
            assert not refused(desk.agent.get(f"/views/{second}/{path}"), "view-tickets")
            assert not refused(desk.admin.get(f"/views/{first}/{path}"), "view-tickets")

    def test_six_counts_of_many(self, desk: Desk) -> None:
        for _ in range(6):
            assert not refused(desk.agent.get("/views/count_many", ids="1"), "view-counts")
        assert refused(desk.agent.get("/views/count_many", ids="1"), "view-counts")


class TestSuspendedTickets:
    def test_export(self, desk: Desk) -> None:
        assert not refused(desk.agent.post("/suspended_tickets/export"), "suspended-tickets-export")
        again = desk.admin.post("/suspended_tickets/export")
        assert refused(again, "suspended-tickets-export")
