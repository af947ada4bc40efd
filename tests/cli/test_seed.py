"""`ombud seed` and `ombud demo`."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from ombud.app import build_app
from ombud.config import Config
from tests.cli.program import EMAIL, TOKEN, init, run
from tests.desk import Caller, basic


def admin(data: Path, email: str = EMAIL, token: str = TOKEN) -> Caller:
    """A caller whose answers are checked against their shapes."""
    app = build_app(Config(data=data))
    return Caller(app, {"authorization": basic(f"{email}/token", token)})


def seed(data: Path, *more: str) -> Any:
    return msgspec.json.decode(run("seed", "--data", str(data), "--json", *more).stdout)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("seeded")
    init(data)
    made = seed(data, "--tickets", "500", "--users", "40", "--orgs", "5")
    assert (made["tickets"], made["users"], made["organizations"]) == (500, 40, 5)
    return data


class TestSeed:
    def test_counts(self, seeded: Path) -> None:
        caller = admin(seeded)
        assert caller.get("/tickets/count").json["count"]["value"] == 500
        assert caller.get("/users/count", role="end-user").json["count"]["value"] == 40
        assert caller.get("/organizations/count").json["count"]["value"] == 5
        assert caller.get("/ticket_metrics").json["count"] == 500

    def test_every_ticket_tells_its_whole_history(self, seeded: Path) -> None:
        caller = admin(seeded)
        tickets = caller.get("/tickets", per_page=100).json["tickets"]
        assert {ticket["status"] for ticket in tickets} >= {"closed"}
        for ticket in tickets[:20]:
            path = f"/tickets/{ticket['id']}"
            comments = caller.get(f"{path}/comments").json["comments"]
            audits = caller.get(f"{path}/audits").json["audits"]
            events = [event for audit in audits for event in audit["events"]]
            said = [event for event in events if event["type"] == "Comment"]
            assert [comment["id"] for comment in comments] == [event["id"] for event in said]
            statuses = [e["value"] for e in events if e.get("field_name") == "status"]
            assert statuses[-1] == ticket["status"]
            assert comments[0]["body"] == ticket["description"]

    def test_is_found_by_search(self, seeded: Path) -> None:
        caller = admin(seeded)
        ticket = caller.get("/tickets/7").json["ticket"]
        customer = caller.get(f"/users/{ticket['requester_id']}").json["user"]
        query = f"type:ticket tags:{ticket['tags'][0]} requester:{customer['email']}"
        found = caller.get("/search", query=query).json["results"]
        assert ticket["id"] in {result["id"] for result in found}

    def test_can_be_added_to_and_changed(self, seeded: Path, tmp_path: Path) -> None:
        del tmp_path
        caller = admin(seeded)
        answer = caller.put("/tickets/500", {"ticket": {"comment": {"body": "Seen"}}})
        assert answer.status in {200, 422}  # 422: the story ended with the ticket closed
        made = caller.post("/tickets", {"ticket": {"comment": {"body": "A new one"}}})
        assert made.json["ticket"]["id"] > 500
        caller.delete(f"/tickets/{made.json['ticket']['id']}")

    def test_the_same_number_makes_up_the_same(self, tmp_path: Path) -> None:
        subjects = []
        for name in ("one", "two"):
            init(tmp_path / name)
            seed(tmp_path / name, "--tickets", "30", "--seed-number", "5")
            tickets = admin(tmp_path / name).get("/tickets").json["tickets"]
            subjects.append([ticket["subject"] for ticket in tickets])
        assert subjects[0] == subjects[1]
        assert len(subjects[0]) == 30

    def test_unknown_account(self, seeded: Path) -> None:
        said = run("seed", "--data", str(seeded), "--account", "nobody", code=1).stderr
        assert "nobody" in said


class TestDemo:
    def test_is_opened_once(self, tmp_path: Path) -> None:
        first = run("demo", "--data", str(tmp_path), "--port", "9999").stdout
        assert "was opened" in first
        assert "http://localhost:9999" in first
        assert "is here already" in run("demo", "--data", str(tmp_path)).stdout
        caller = admin(tmp_path, "admin@fernhill.example", "fernhill-token")
        assert caller.get("/tickets/count").json["count"]["value"] == 40
        assert caller.get("/users/count").json["count"]["value"] == 12
        assert caller.get("/organizations/count").json["count"]["value"] == 4
        assert caller.get("/groups/count").json["count"]["value"] == 3
        statuses = {t["status"] for t in caller.get("/tickets").json["tickets"]}
        assert statuses >= {"open", "pending", "solved"}

    def test_leaves_another_desk_alone(self, tmp_path: Path) -> None:
        init(tmp_path)
        assert "nothing was changed" in run("demo", "--data", str(tmp_path)).stdout
        assert admin(tmp_path).get("/tickets/count").json["count"]["value"] == 0
