"""`kill -9` of the runner while it tells of breaches: each is told of once, and none is lost."""

import subprocess
import sys
import time
from pathlib import Path

import msgspec
from sqlalchemy import func, select

from ombud.app import build_app
from ombud.config import Config
from ombud.db import Account
from ombud.tables import ticket_metric_events, ticket_metrics
from ombud.values.clock import SystemClock
from tests.cli.program import EMAIL, TOKEN, clean_environment, init
from tests.desk import Caller, Clock, basic
from tests.families.policy_making import target

TICKETS = 120
PATIENCE = 60


def test_each_breach_is_told_of_once(tmp_path: Path) -> None:
    init(tmp_path)
    # What was asked for three hours ago in real time is due when the runner starts.
    app = build_app(Config(data=tmp_path), Clock(SystemClock().now() - 3 * 3600))
    admin = Caller(app, {"authorization": basic(f"{EMAIL}/token", TOKEN)})
    policy = {
        "title": "Quick",
        "filter": {"all": [], "any": []},
        "policy_metrics": [target("requester_wait_time", 60)],
    }
    assert admin.post("/slas/policies", {"sla_policy": policy}).status == 201
    for number in range(TICKETS):
        ticket = {"subject": f"Lamp {number}", "comment": {"body": "x"}, "priority": "normal"}
        assert admin.post("/tickets", {"ticket": ticket}).status == 201
    account = app.directory.find(app.directory.names()[0])
    assert due(account) == TICKETS
    runs = 0
    while due(account):
        runs += 1
        before = due(account)
        runner = start(tmp_path)
        wait_until_fewer_are_due(account, before)
        runner.kill()
        runner.wait(PATIENCE)
    assert runs > 0
    assert breaches(account) == dict.fromkeys(range(1, TICKETS + 1), 1)
    app.directory.close()


def start(data: Path) -> subprocess.Popen[bytes]:
    """A runner as a process of its own."""
    command = [sys.executable, "-m", "ombud", "work", "--data", str(data)]
    silent = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=silent, stderr=silent, env=clean_environment())


def wait_until_fewer_are_due(account: Account, before: int) -> None:
    until = time.monotonic() + PATIENCE
    # Half of them at most: then the runner is in the middle.
    while due(account) > before // 2:
        assert time.monotonic() < until
        time.sleep(0.002)


def due(account: Account) -> int:
    with account.transaction(writes=False) as db:
        statement = select(func.count()).select_from(ticket_metrics)
        return int(db.value(statement.where(ticket_metrics.c.sla_due_at.is_not(None))))


def breaches(account: Account) -> dict[int, int]:
    """How many breaches were told of each ticket."""
    found: dict[int, int] = {}
    with account.transaction(writes=False) as db:
        for row in db.rows(select(ticket_metric_events)):
            told = [event for event in msgspec.json.decode(row.events) if event[3] == "breach"]
            found[row.ticket_id] = found.get(row.ticket_id, 0) + len(told)
    return found
