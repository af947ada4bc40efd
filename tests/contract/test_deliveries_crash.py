"""`kill -9` of the runner while it delivers: all arrives, and no more twice than was under way."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import msgspec
from sqlalchemy import func, select, update

from ombud.app import build_app
from ombud.background import context_of_desk
from ombud.channels.webhooks.sender import WebhookSender
from ombud.config import Config
from ombud.db import Account
from ombud.families.deliveries.queueing import Queued, enqueue
from ombud.tables import deliveries
from ombud.values.clock import SystemClock
from tests.cli.program import EMAIL, TOKEN, clean_environment, init
from tests.desk import Caller, basic
from tests.peers.http import HttpPeer

DELIVERIES = 2000
# Requests that arrive between two kills.
BETWEEN = 300
PATIENCE = 60
KEY = "X-Zendesk-Webhook-Invocation-Id"


def test_nothing_is_lost_and_little_is_repeated(tmp_path: Path) -> None:
    init(tmp_path)
    with HttpPeer() as peer:
        account = prepare(tmp_path, peer)
        under_way, received, kills = 0, 0, 0
        while received + BETWEEN < DELIVERIES:
            runner = start(tmp_path)
            wait_until_arrived(peer, received + BETWEEN)
            runner.kill()
            runner.wait(PATIENCE)
            kills += 1
            claimed = count(account, "sending")
            assert claimed <= WebhookSender.limits.at_once
            under_way += claimed
            received = len(peer.received)
            let_claims_run_out(account)
        runner = start(tmp_path)
        wait_until_sent(account)
        runner.terminate()
        assert runner.wait(PATIENCE) == 0
        arrived = Counter(each.header(KEY) for each in peer.received)
    assert kills >= 4
    assert arrived.keys() == keys(account)
    assert sum(arrived.values()) - DELIVERIES <= under_way
    account.close()


def prepare(data: Path, peer: HttpPeer) -> Account:
    """The account with a webhook to the peer and all that is to be sent to it."""
    clock, config = SystemClock(), Config(data=data, outgoing_allowed_networks="127.0.0.0/8")
    app = build_app(config, clock)
    account = app.directory.default()
    webhook = {
        "name": "Receiver",
        "endpoint": f"{peer.url}/hook",
        "http_method": "POST",
        "request_format": "json",
        "status": "active",
        "subscriptions": ["conditional_ticket_events"],
    }
    admin = Caller(app, {"authorization": basic(f"{EMAIL}/token", TOKEN)}, checks_shapes=False)
    made = admin.post("/webhooks", {"webhook": webhook})
    assert made.status == 201, made.text
    payload = msgspec.json.encode({"message": '{"lamp": "dark"}'}).decode()
    message = Queued("webhook", f"webhook:{made.json['webhook']['id']}", payload=payload)
    with account.transaction(writes=True) as db:
        enqueue(context_of_desk(config, clock, "/")(account, db), [message] * DELIVERIES)
    return account


def start(data: Path) -> subprocess.Popen[bytes]:
    """A runner as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ombud", "work", "--data", os.fspath(data)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=clean_environment(OMBUD_OUTGOING_ALLOWED_NETWORKS="127.0.0.0/8"),
    )


def wait_until_arrived(peer: HttpPeer, wanted: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(peer.received) < wanted:
        assert time.monotonic() < until, len(peer.received)
        time.sleep(0.002)


def wait_until_sent(account: Account) -> None:
    until = time.monotonic() + PATIENCE
    while count(account, "sent") < DELIVERIES:
        assert time.monotonic() < until, count(account, "sent")
        time.sleep(0.05)


def let_claims_run_out(account: Account) -> None:
    """As time would do it."""
    with account.transaction(writes=True) as db:
        db.run(update(deliveries).where(deliveries.c.state == "sending").values(claimed_until=1))


def count(account: Account, state: str) -> int:
    with account.transaction(writes=False) as db:
        wanted = select(func.count()).select_from(deliveries).where(deliveries.c.state == state)
        return int(db.value(wanted))


def keys(account: Account) -> set[str]:
    with account.transaction(writes=False) as db:
        return set(db.values(select(deliveries.c.key)))
