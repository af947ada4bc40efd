"""`ombud explain`: why triggers, service levels and views did what they did with a ticket."""

from pathlib import Path

import msgspec
import pytest
from typer.testing import Result

from tests.cli.program import EMAIL, init, run, serving


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with its standard triggers, one more, a policy, and a ticket that was updated once."""
    folder = tmp_path_factory.mktemp("explained")
    init(folder)
    rule = {"conditions": {"all": [{"field": "type", "operator": "is", "value": "task"}]}}
    trigger = {"title": "Tasks", **rule, "actions": [{"field": "priority", "value": "low"}]}
    with serving(folder) as server:
        assert server.send("POST", "/api/v2/triggers", {"trigger": trigger})[0] == 201
        goal = {"priority": "low", "metric": "total_resolution_time", "target": 90}
        policy = {"title": "Slow", "filter": {"all": [], "any": []}, "policy_metrics": [goal]}
        assert server.send("POST", "/api/v2/slas/policies", {"sla_policy": policy})[0] == 201
        ticket = {"subject": "Lamp", "comment": {"body": "Dark"}, "type": "task"}
        assert server.send("POST", "/api/v2/tickets", {"ticket": ticket})[0] == 201
        changed = {"ticket": {"type": "question"}}
        assert server.send("PUT", "/api/v2/tickets/1", changed)[0] == 200
    return folder


@pytest.fixture(scope="module")
def view(data: Path) -> str:
    """A view that asks for whoever looks at it."""
    condition = [
        {"field": "status", "operator": "less_than", "value": "solved"},
        {"field": "assignee_id", "operator": "is", "value": "current_user"},
        {"field": "type", "operator": "is", "value": "problem"},
    ]
    with serving(data) as server:
        view = {"view": {"title": "Mine", "all": condition}}
        status, made = server.send("POST", "/api/v2/views", view)
    assert status == 200, made
    return str(made["view"]["id"])


def explain(data: Path, *arguments: str, code: int = 0) -> Result:
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


class TestServiceLevels:
    def test_what_was_counted(self, data: Path) -> None:
        lines = [line.strip() for line in explain(data, "1", "--sla").stdout.splitlines()]
        assert lines[0].startswith("Ticket 1, service levels as of ")
        assert lines[1] == "Schedule: none"
        place = lines.index("total_resolution_time 1: active")
        target, spell, total, due = lines[place + 1 : place + 5]
        assert target.startswith("target 90 min in calendar hours, by Slow (")
        assert f"(activate: status new; audit {_first_audit(data)}) to now: " in spell
        assert spell.endswith(" counted")
        assert " in all, " in total
        assert total.endswith(" left")
        assert due.startswith("due ")

    def test_for_scripts(self, data: Path) -> None:
        found = msgspec.json.decode(explain(data, "1", "--sla", "--json").stdout)
        (level,) = [one for one in found["metrics"] if one["target"]]
        assert (level["metric"], level["target_in_seconds"]) == ("total_resolution_time", 5400)

    def test_none(self, data: Path) -> None:
        assert "there is no ticket 7 that is measured" in explain(data, "7", "--sla", code=1).stderr


class TestViews:
    def test_which_conditions_hold(self, data: Path, view: str) -> None:
        lines = explain(data, "1", "--view", view).stdout.splitlines()
        assert lines == [
            f"Ticket 1 is not in view {view}",
            "holds: all[0]: status less_than 'solved'",
            "does not hold: all[1]: assignee_id is 'current_user'; it is None",
            "does not hold: all[2]: type is 'problem'; it is 'question'",
        ]

    def test_whose_view_it_is(self, data: Path, view: str) -> None:
        with serving(data) as server:
            me = server.get("/api/v2/users/me")["user"]["id"]
            body = {"ticket": {"assignee_id": me, "type": "problem"}}
            assert server.send("PUT", "/api/v2/tickets/1", body)[0] == 200
        found = explain(data, "1", "--view", view, "--user", EMAIL, "--json").stdout
        assert msgspec.json.decode(found)["matches"] is True
        told = explain(data, "1", "--view", view, "--user", EMAIL).stdout
        assert told.startswith(f"Ticket 1 is in view {view}\n")
        # The desk itself is not the assignee.
        assert "is not in view" in explain(data, "1", "--view", view).stdout

    def test_refusals(self, data: Path, view: str) -> None:
        refused = explain(data, "1", "--view", "7", code=1).stderr
        assert "there is no ticket 1 or no view 7" in refused
        refused = explain(data, "1", "--view", view, "--user", "no@lamps.example", code=1).stderr
        assert "nobody who may sign in has no@lamps.example" in refused
        assert "--user says who looks" in explain(data, "1", "--user", EMAIL, code=1).stderr
        assert "different questions" in explain(data, "1", "--sla", "--view", view, code=1).stderr
        assert "different questions" in explain(data, "1", "5", "--sla", code=1).stderr


def _first_audit(data: Path) -> int:
    with serving(data) as server:
        audits = server.get("/api/v2/tickets/1/audits")["audits"]
    return int(audits[0]["id"])
