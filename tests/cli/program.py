"""Runs `ombud` as a process, and asks a server that was started this way."""

import atexit
import functools
import logging
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import structlog
from typer.testing import CliRunner, Result

from ombud.cli.program import program
from tests.desk import basic

EMAIL, PASSWORD, TOKEN = "admin@lamps.example", "a long password", "a-token"
INIT = ("--admin-email", EMAIL, "--admin-password", PASSWORD, "--api-token", TOKEN)
PATIENCE = 60


def clean_environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OMBUD_")}
    return {**kept, **more}


def run(*arguments: str, code: int = 0, **environment: str) -> Result:
    """Run a verb to its end in this process, which needs not start, and check its exit code."""
    absent = {name: None for name in os.environ if name.startswith("OMBUD_")}
    settings = {**absent, **environment}
    with logs_as_before():
        done = CliRunner().invoke(program, arguments, env=settings, catch_exceptions=False)
    assert done.exit_code == code, (done.exit_code, done.stdout, done.stderr)
    return done


@contextmanager
def logs_as_before() -> Iterator[None]:
    """Undo what a verb set up to write its logs to the standard error that it had."""
    handlers, level = logging.root.handlers.copy(), logging.root.level
    try:
        yield
    finally:
        structlog.reset_defaults()
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)


def run_process(*arguments: str) -> None:
    """Run a verb to its end as a user does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "ombud", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=clean_environment(),
        check=False,
    )
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr)


def init(data: Path, *more: str) -> None:
    """A desk in this folder: a copy of one that `ombud init` made with these options."""
    shutil.copytree(_made(more), data, dirs_exist_ok=True)


@functools.cache
def _made(more: tuple[str, ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="ombud-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    run_process("init", "--data", str(folder), *INIT, *more)
    return folder


@dataclass(frozen=True, slots=True)
class Server:
    """A running `ombud serve`."""

    url: str
    process: subprocess.Popen[str]
    trusted: ssl.SSLContext | None = None

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any]:
        """Status and decoded body of a request by the admin."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else msgspec.json.encode(body),
            method=method,
            headers={
                "Authorization": basic(f"{EMAIL}/token", TOKEN),
                "Content-Type": "application/json",
                **(headers or {}),
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE, context=self.trusted) as answer:
                return answer.status, msgspec.json.decode(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, msgspec.json.decode(error.read())

    def get(self, path: str) -> Any:
        status, body = self.send("GET", path)
        assert status == 200, body
        return body


@contextmanager
def serving(
    data: Path, *arguments: str, trusted: ssl.SSLContext | None = None, **environment: str
) -> Iterator[Server]:
    """Serve on a free port; ends with SIGTERM, which must be obeyed with exit code 0."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ombud", "serve", "--data", str(data), "--port", "0", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=clean_environment(**environment),
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r"ready on (https?://127\.0\.0\.1:\d+)\n", line)
        assert found, (line, process.communicate(timeout=PATIENCE))
        yield Server(found.group(1), process, trusted)
    finally:
        process.send_signal(signal.SIGTERM)
        rest, said = process.communicate(timeout=PATIENCE)
    # One line and no more; and no surprise in the log.
    assert rest == ""
    assert '"level":"error"' not in said, said
    assert process.returncode == 0
