"""`kill -9` under load: every acknowledged ticket is there after a restart, every job finishes."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tests.cli.program import EMAIL, TOKEN, clean_environment, init, serving
from tests.desk import basic

HEADERS = {"Authorization": basic(f"{EMAIL}/token", TOKEN), "Content-Type": "application/json"}
CLIENTS = 8
# Tickets a second that all clients together ask for; a slow machine gives fewer.
RATE = 200
# Acknowledged tickets after which the server is killed.
ENOUGH = 400
JOBS = 5
PATIENCE = 60


class Customer(threading.Thread):
    """Creates tickets at its share of the rate and remembers what was acknowledged."""

    def __init__(self, address: str, name: str) -> None:
        super().__init__(daemon=True)
        self._address, self._words = address, name
        self.acknowledged: list[tuple[int, str]] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection(self._address, timeout=PATIENCE)
        number, started = 0, time.monotonic()
        try:
            while True:
                number += 1
                time.sleep(max(0.0, started + number * CLIENTS / RATE - time.monotonic()))
                subject = f"{self._words} {number}"
                ticket = {"ticket": {"subject": subject, "comment": {"body": subject}}}
                status, body = ask(connection, "POST", "/api/v2/tickets.json", ticket)
                if status == 201:
                    self.acknowledged.append((body["ticket"]["id"], subject))
        except (OSError, http.client.HTTPException):
            # The server is gone; what was answered before was acknowledged.
            connection.close()


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: object = None
) -> tuple[int, Any]:
    raw = None if body is None else msgspec.json.encode(body)
    connection.request(method, path, raw, HEADERS)
    answer = connection.getresponse()
    return answer.status, msgspec.json.decode(answer.read())


def descendants(process_id: int) -> list[int]:
    """The processes that a server started."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(int(word) for word in line.split()) for line in listed.stdout.splitlines()]
    found = [process_id]
    for parent in found:
        found += [pid for pid, ppid in pairs if ppid == parent]
    return found


def start(data: Path) -> tuple[subprocess.Popen[str], str]:
    """A server with its runner; the process and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ombud", "serve", "--data", str(data), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=clean_environment(),
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready on "), line
    return process, urlsplit(line.split()[2]).netloc


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    init(tmp_path)
    process, address = start(tmp_path)
    connection = http.client.HTTPConnection(address, timeout=PATIENCE)
    jobs = []
    for number in range(JOBS):
        tickets = [{"subject": f"Job {number}.{n}", "description": "x"} for n in range(20)]
        body = {"tickets": tickets}
        status, answer = ask(connection, "POST", "/api/v2/tickets/create_many.json", body)
        assert status == 200
        jobs.append(answer["job_status"]["id"])
    customers = [Customer(address, f"Customer {number}") for number in range(CLIENTS)]
    for customer in customers:
        customer.start()
    until = time.monotonic() + PATIENCE
    while sum(len(customer.acknowledged) for customer in customers) < ENOUGH:
        assert time.monotonic() < until
        time.sleep(0.005)
    for process_id in descendants(process.pid):
        os.kill(process_id, signal.SIGKILL)
    process.wait(PATIENCE)
    assert process.stdout is not None
    process.stdout.close()
    connection.close()
    for customer in customers:
        customer.join(PATIENCE)
    with serving(tmp_path) as server:
        for ticket_id, subject in (each for c in customers for each in c.acknowledged):
            ticket = server.get(f"/api/v2/tickets/{ticket_id}.json")["ticket"]
            assert ticket["subject"] == subject
            audits = server.get(f"/api/v2/tickets/{ticket_id}/audits.json")["audits"]
            assert audits[0]["events"][0]["body"] == subject
        for job_id in jobs:
            status = finished(server, job_id)
            assert [result["index"] for result in status["results"]] == list(range(20))
        # Each item of a job was done once, however often its runner was interrupted.
        found = server.get("/api/v2/search/count.json?query=type%3Aticket%20Job")["count"]
        assert found == JOBS * 20


def finished(server: Any, job_id: str) -> Any:
    """The job's final status; a job whose runner was killed waits for its claim to run out."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        status = server.get(f"/api/v2/job_statuses/{job_id}.json")["job_status"]
        if status["status"] == "completed":
            return status
        time.sleep(0.1)
    message = f"job {job_id} is still {status['status']}"
    raise AssertionError(message)
