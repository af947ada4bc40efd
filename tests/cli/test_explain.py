"""`ombud explain`: what the triggers did at an update, told on the command line."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from tests.cli.program import init, run, serving


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with its standard triggers, one more, and a ticket that was updated once."""
    folder = tmp_path_factory.mktemp("explained")
    init(folder)
    rule = {"conditions": {"all": [{"field": "type", "operator": "is", "value": "task"}]}}
    trigger = {"title": "Tasks", **rule, "actions": [{"field": "priority", "value": "low"}]}
    with serving(folder) as server:
        assert server.send("POST", "/api/v2/triggers", {"trigger": trigger})[0] == 201
        ticket = {"subject": "Lamp", "comment": {"body": "Dark"}, "type": "task"}
        assert server.send("POST", "/api/v2/tickets", {"ticket": ticket})[0] == 201
        changed = {"ticket": {"type": "question"}}
        assert server.send("PUT", "/api/v2/tickets/1", changed)[0] == 200
    return folder


def explain(data: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    return run("explain", *arguments, "--data", str(data), code=code)


class TestExplain:
    def test_the_latest_update(self, data: Path) -> None:
        lines = explain(data, "1").stdout.splitlines()
        assert lines[0].startswith("Ticket 1, audit ")
        place = next(at for at, line in enumerate(lines) if line.startswith("not matched: Tasks ("))
        assert lines[place + 1].strip() == "all[0]: type is 'task'"

    def test_an_audit(self, data: Path) -> None:
        latest = msgspec.json.decode(explain(data, "1", "--json").stdout)
        assert latest["triggers"][-1]["outcome"] == "not_matched"
        first = _first_audit(data)
        told = explain(data, "1", str(first)).stdout.splitlines()
        place = next(at for at, line in enumerate(told) if "fired: Tasks (" in line)
        assert told[place + 1].strip() == "priority: None -> 'low'"
        decoded = msgspec.json.decode(explain(data, "1", str(first), "--json").stdout)
        assert decoded["audit_id"] == first
        assert "fired" in {each["outcome"] for each in decoded["triggers"]}

    def test_none(self, data: Path) -> None:
        assert "there is no ticket 7" in explain(data, "7", code=1).stderr
        assert "there is no audit 7 of ticket 1" in explain(data, "1", "7", code=1).stderr


def _first_audit(data: Path) -> int:
    with serving(data) as server:
        audits = server.get("/api/v2/tickets/1/audits")["audits"]
    return int(audits[0]["id"])
