"""`make bench`: starts the server and its peers, drives them, prints figures and ratios.

Every ratio is between two figures of the same run on the same machine, because machines are noisy.
"""

import argparse
import base64
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.automations import hourly_run
from bench.deliveries import delivery_figures
from bench.load import Measured, drive
from bench.peers import raw_transactions
from bench.slas import recompute
from bench.triggers import trigger_figures
from bench.views import measure as measure_views

EMAIL, PASSWORD, TOKEN = "bench@ombud.example", "bench password", "bench-token"
AUTHORIZATION = base64.b64encode(f"{EMAIL}/token:{TOKEN}".encode()).decode()
# How many of the tickets that the benchmark creates are then updated.
NEW = 50
SETTLE = 3.0
OMBUD = [sys.executable, "-m", "ombud"]
BARE = [sys.executable, "-m", "uvicorn", "bench.peers:bare", "--log-level", "warning"]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ombud-bench-") as folder:
        figures = measure(Path(folder), options.tickets, options.seconds, options.clients)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        show(figures)


def measure(folder: Path, tickets: int, seconds: float, clients: int) -> dict[str, float]:
    """All figures of one run, by name."""
    figures: dict[str, float] = {}
    data = folder / "data"
    started = time.perf_counter()
    prepare(data, tickets)
    figures["seed seconds"] = time.perf_counter() - started
    with serving(BARE) as port:
        bare = drive(port, request("GET", "/"), seconds=seconds, clients=clients)
    figures["bare app, requests/s"] = bare.rate
    figures["raw sqlite3, transactions/s"] = raw_transactions(folder, seconds)
    started = time.perf_counter()
    with serving([*OMBUD, "serve", "--data", str(data)], "/healthz") as port:
        figures["start to first answer, seconds"] = time.perf_counter() - started
        # The runner beside the server is starting as well.
        time.sleep(SETTLE)
        wanted = requests(tickets)
        # What a ticket itself costs; how much its mails add is told apart.
        switch_triggers(port, active=False)
        for name, build in wanted.items():
            note(figures, name, drive(port, build, seconds=seconds, clients=clients))
        figures["resident memory, MB"] = resident(port)
        switch_triggers(port, active=True)
        create = wanted["create ticket"]
        told = drive(port, create, seconds=seconds, clients=clients)
        note(figures, "create ticket with the standard triggers", told)
    figures.update(hourly_run(data))
    figures.update(measure_views(data, AUTHORIZATION))
    levels = folder / "levels"
    levels.mkdir()
    figures["service levels of 50,000 open tickets, seconds"] = recompute(levels, 50_000)
    rules = folder / "triggers"
    rules.mkdir()
    figures.update(trigger_figures(rules, seconds))
    with serving(BARE) as port:
        figures.update(delivery_figures(folder, port))
    compare(figures)
    return figures


def requests(tickets: int) -> dict[str, Callable[[], bytes]]:
    """The measured requests: each call gives the next one."""
    chance = random.Random(7)  # noqa: S311 (the same order in every run)
    words = "The lamp in the hall does not work any more, please send another one."
    new = {"ticket": {"subject": "Lamp", "comment": {"body": words}, "tags": ["a", "b", "c"]}}
    reply = {"ticket": {"comment": {"body": words, "public": True}, "priority": "high"}}

    def one() -> str:
        return f"/api/v2/tickets/{chance.randint(1, tickets)}.json"

    def show() -> bytes:
        return request("GET", one())()

    def update() -> bytes:
        # Of those that the run before this one created: seeded tickets may be closed.
        path = f"/api/v2/tickets/{tickets + chance.randint(1, NEW)}.json"
        return request("PUT", path, reply)()

    return {
        "show ticket": show,
        "list 100": request("GET", "/api/v2/tickets.json?page[size]=100"),
        "create ticket": request("POST", "/api/v2/tickets.json", new),
        "update with comment": update,
    }


def switch_triggers(port: int, *, active: bool) -> None:
    """Switch every trigger of the desk on or off."""
    found = json.loads(ask(port, "GET", "/api/v2/triggers.json"))["triggers"]
    rows = [{"id": trigger["id"], "active": active} for trigger in found]
    ask(port, "PUT", "/api/v2/triggers/update_many.json", {"triggers": rows})


def ask(port: int, method: str, path: str, body: object = None) -> bytes:
    """The body of the answer to one request; fails when it is refused."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {AUTHORIZATION}", "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 (our own server)
        content: bytes = answer.read()
    return content


def request(method: str, path: str, body: object = None) -> Callable[[], bytes]:
    """The bytes of one request, the same at every call."""
    raw = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Basic {AUTHORIZATION}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(raw)}\r\n\r\n"
    )
    made = head.encode() + raw
    return lambda: made


def prepare(data: Path, tickets: int) -> None:
    """A desk with so many tickets."""
    owner = ["--admin-email", EMAIL, "--admin-password", PASSWORD, "--api-token", TOKEN]
    run([*OMBUD, "init", "--data", str(data), *owner])
    run([*OMBUD, "seed", "--data", str(data), "--tickets", str(tickets)])


def run(command: list[str]) -> None:
    """Run to the end and fail if it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)


@contextmanager
def serving(command: list[str], path: str = "/") -> Iterator[int]:
    """Run a server on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL) as process:  # noqa: S603 (our own program)
        try:
            wait_for(port, path)
            PIDS[port] = process.pid
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


PIDS: dict[int, int] = {}


def wait_for(port: int, path: str) -> None:
    """Return once the server answers."""
    until = time.perf_counter() + 30
    while time.perf_counter() < until:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=1):
                return
        except OSError:
            time.sleep(0.01)
    message = f"nothing answered on port {port}"
    raise TimeoutError(message)


def resident(port: int) -> float:
    """Resident memory of the server in megabytes."""
    status = Path(f"/proc/{PIDS[port]}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def note(figures: dict[str, float], name: str, measured: Measured) -> None:
    """Keep a run's figures; a run with failures is no measurement."""
    assert not measured.failures, f"{name}: {measured.failures} requests failed"
    figures[f"{name}, requests/s"] = measured.rate
    figures[f"{name}, p99 ms"] = measured.p99 * 1000


def compare(figures: dict[str, float]) -> None:
    """Add the ratios."""
    bare, raw = figures["bare app, requests/s"], figures["raw sqlite3, transactions/s"]
    for name in ("show ticket", "list 100"):
        figures[f"{name} / bare app"] = figures[f"{name}, requests/s"] / bare
    for name in (
        "create ticket",
        "update with comment",
        "create ticket with the standard triggers",
    ):
        figures[f"{name} / raw sqlite3"] = figures[f"{name}, requests/s"] / raw


def show(figures: dict[str, float]) -> None:
    """A table for people."""
    table = Table("figure", "value", title=f"Ombud on {os.cpu_count()} cores, one worker")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.3f}" if value < 10 else f"{value:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
