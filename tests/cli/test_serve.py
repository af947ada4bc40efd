"""`ombud serve`."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.program import clean_environment, init, run, serving


@pytest.fixture
def data(tmp_path: Path) -> Path:
    init(tmp_path)
    return tmp_path


def children(process_id: int) -> dict[int, str]:
    """Running child processes and what was written to start them."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
    return {
        int(pid): arguments
        for pid, parent, state, arguments in rows
        if int(parent) == process_id and not state.startswith("Z")
    }


def runner_of(process_id: int) -> int | None:
    return next((pid for pid, args in children(process_id).items() if " work" in args), None)


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


class TestServe:
    def test_answers_once_it_is_ready(self, data: Path) -> None:
        with serving(data) as server:
            assert server.get("/healthz") == {"status": "ok"}
            assert [group["name"] for group in server.get("/api/v2/groups")["groups"]] == [
                "Support"
            ]

    def test_stops_its_runner_with_it(self, data: Path) -> None:
        with serving(data) as server:
            wait_for(lambda: runner_of(server.process.pid) is not None)
            runner = runner_of(server.process.pid)
        assert runner is not None
        assert not is_alive(runner)

    def test_starts_a_runner_again_that_died(self, data: Path) -> None:
        with serving(data) as server:
            wait_for(lambda: runner_of(server.process.pid) is not None)
            first = runner_of(server.process.pid)
            assert first is not None
            os.kill(first, signal.SIGKILL)
            wait_for(lambda: runner_of(server.process.pid) not in {None, first})

    def test_a_runner_does_not_outlive_a_killed_server(self, data: Path) -> None:
        command = [sys.executable, "-m", "ombud", "serve", "--data", str(data), "--port", "0"]
        server = subprocess.Popen(command, env=clean_environment(), stderr=subprocess.DEVNULL)
        wait_for(lambda: runner_of(server.pid) is not None)
        runner = runner_of(server.pid)
        assert runner is not None
        server.kill()
        server.wait()
        wait_for(lambda: not is_alive(runner))

    def test_without_a_runner(self, data: Path) -> None:
        with serving(data, "--no-runner") as server:
            server.get("/healthz")
            time.sleep(0.3)
            assert children(server.process.pid) == {}

    def test_several_workers_share_the_port(self, data: Path) -> None:
        with serving(data, "--workers", "2") as server:
            for _ in range(20):
                server.get("/api/v2/groups")
            listed = children(server.process.pid)
            assert sum("serve-part" in arguments for arguments in listed.values()) == 2
            wait_for(lambda: runner_of(server.process.pid) is not None)
            listed = children(server.process.pid)
        assert not any(is_alive(pid) for pid in listed)

    def test_tls(self, data: Path) -> None:
        certificate, key = data / "certificate.pem", data / "key.pem"
        subprocess.run(
            f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
            f" -addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {certificate}".split(),
            check=True,
            capture_output=True,
        )
        options = ("--tls-certificate", str(certificate), "--tls-key", str(key))
        trusted = ssl.create_default_context(cafile=str(certificate))
        with serving(data, *options, trusted=trusted) as server:
            assert server.url.startswith("https://")
            group = server.get("/api/v2/groups")["groups"][0]
            assert group["url"].startswith(server.url)

    def test_no_desk(self, tmp_path: Path) -> None:
        said = run("serve", "--data", str(tmp_path / "none"), code=1).stderr
        assert "ombud init" in said
        assert not (tmp_path / "none").exists()

    def test_a_port_that_is_taken(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            said = run("serve", "--data", str(data), "--port", port, code=1).stderr
        assert port in said
        assert "--port" in said

    def test_a_certificate_that_is_none(self, data: Path) -> None:
        said = run("serve", "--data", str(data), "--tls-certificate", "/none.pem", code=1).stderr
        assert "--tls-certificate" in said

    def test_a_setting_of_the_environment_that_is_wrong(self, data: Path) -> None:
        said = run("serve", "--data", str(data), code=1, OMBUD_BODY_LIMIT="much").stderr
        assert "OMBUD_BODY_LIMIT" in said
