"""Deliveries to a local receiver: how many a second two runners send, and what one costs.

Divided by what one process sends to the same receiver by itself, without a queue or a record.
"""

import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import func, select

from ombud.app import Ombud, build_app
from ombud.cli.seeding.acting import context_of
from ombud.config import Config
from ombud.db import Account, migrate
from ombud.families.accounts.opening import Owner, open_account
from ombud.families.deliveries.queueing import Queued, enqueue
from ombud.families.webhooks import service
from ombud.families.webhooks.shapes import WebhookChange
from ombud.tables import deliveries

__all__ = ["delivery_figures"]

EMAIL, PASSWORD, TOKEN = "bench@ombud.example", "bench password", "bench-token"

DELIVERIES = 5000
RUNNERS = 2
# Seconds over which the runners are watched with nothing to do.
IDLE = 4.0
# Messages one after the other, each to a runner that has nothing else to do.
SINGLE = 20
# What a webhook has under way at once.
AT_ONCE = 8
BODY = msgspec.json.encode({"lamp": "dark", "words": "x" * 200}).decode()
PATIENCE = 120.0
# Seconds in which a runner has started.
SETTLE = 4.0
NETWORKS = "127.0.0.0/8"


def delivery_figures(folder: Path, port: int) -> dict[str, float]:
    """Figures of deliveries to the receiver on `port`, which answers everything with 200."""
    app, message = _desk(folder / "deliveries", port)
    account = app.directory.find("bench")
    try:
        with _runners(folder / "deliveries") as runners:
            time.sleep(SETTLE)
            waits = [_send(app, account, message, 1) for _ in range(SINGLE)]
            # Connections are open and code is warm.
            _send(app, account, message, 200)
            before = _cpu(runners)
            seconds = _send(app, account, message, DELIVERIES)
            spent = _cpu(runners) - before
            time.sleep(1.0)
            resting = _cpu(runners)
            time.sleep(IDLE)
            idle = (_cpu(runners) - resting) / IDLE / RUNNERS
        bare = _bare(port)
    finally:
        app.directory.close()
    rate = DELIVERIES / seconds
    return {
        "deliveries by two runners, a second": rate,
        "the same requests by a bare client, a second": bare,
        "deliveries / bare client": rate / bare,
        "CPU of a runner for one delivery, ms": spent / DELIVERIES * 1e3,
        "CPU of an idle runner, %": idle * 100,
        "commit to sent when idle, ms (median)": statistics.median(waits) * 1e3,
    }


def _desk(folder: Path, port: int) -> tuple[Ombud, Queued]:
    """A desk with a webhook, and a message to that."""
    folder.mkdir()
    config = Config(data=folder, outgoing_allowed_networks=NETWORKS)
    app = build_app(config)
    account = app.directory.add("bench")
    migrate.upgrade(account)
    with account.transaction(writes=True) as db:
        owner = Owner(email=EMAIL, password=PASSWORD, api_token=TOKEN)
        owner_id = open_account(db, int(time.time()), "bench", "Bench", owner)
        ctx = context_of(account, config, db, int(time.time()), owner_id)
        webhook_id = service.create(
            ctx,
            WebhookChange(
                name="Receiver",
                endpoint=f"http://127.0.0.1:{port}/hook",
                http_method="POST",
                request_format="json",
                status="active",
                subscriptions=["conditional_ticket_events"],
            ),
            None,
        )
    payload = msgspec.json.encode({"message": BODY}).decode()
    return app, Queued("webhook", f"webhook:{webhook_id}", payload=payload)


@contextmanager
def _runners(folder: Path) -> Iterator[list[int]]:
    """The runners as processes of their own."""
    environment = {**os.environ, "OMBUD_OUTGOING_ALLOWED_NETWORKS": NETWORKS}
    command = [sys.executable, "-m", "ombud", "work", "--data", str(folder)]
    started = [
        subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 (our own program)
        for _ in range(RUNNERS)
    ]
    try:
        yield [each.pid for each in started]
    finally:
        for each in started:
            each.terminate()
        for each in started:
            assert each.wait(PATIENCE) == 0


def _cpu(processes: list[int]) -> float:
    """Seconds of CPU that these have used in all."""
    ticks = 0
    for process_id in processes:
        after_name = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
        ticks += int(after_name[11]) + int(after_name[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _send(app: Ombud, account: Account, message: Queued, count: int) -> float:
    """Queue so many; the seconds from the commit until all are sent."""
    sent = _sent(account)
    with account.transaction(writes=True) as db:
        ctx = context_of(account, app.config, db, int(time.time()))
        enqueue(ctx, [message] * count)
    began = time.perf_counter()
    while _sent(account) < sent + count:
        assert time.perf_counter() - began < PATIENCE
        time.sleep(0.002 if count == 1 else 0.05)
    return time.perf_counter() - began


def _sent(account: Account) -> int:
    statement = select(func.count()).select_from(deliveries).where(deliveries.c.state == "sent")
    with account.transaction(writes=False) as db:
        return int(db.value(statement))


def _bare(port: int) -> float:
    """Requests a second by as many threads of one process as both runners have under way."""
    each = DELIVERIES // (AT_ONCE * RUNNERS)

    def post() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        for _ in range(each):
            connection.request("POST", "/hook", BODY, {"Content-Type": "application/json"})
            connection.getresponse().read()
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(AT_ONCE * RUNNERS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return each * len(threads) / (time.perf_counter() - began)
