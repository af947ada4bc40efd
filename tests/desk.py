"""A running desk for a test: callers to send requests with, a clock to move, jobs to run."""

import asyncio
import base64
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

import msgspec
from sqlalchemy import update

from ombud.app import Ombud, build_app
from ombud.background import build_chores, build_inbox, build_outbox, build_runner
from ombud.channels.outbox.sending import Sender
from ombud.channels.outbox.workers import Workers
from ombud.config import Config
from ombud.db import Account
from ombud.tables import deliveries
from ombud.wire.operation import Operation
from tests.cast.company import API_TOKEN, OPENED, PASSWORD, Cast
from tests.shapes import load

SHAPES = load(Path(__file__).parents[1] / "contract" / "shapes")
JSON = "application/json"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: int = OPENED) -> None:
        self.time = now

    def now(self) -> int:
        return self.time

    def forward(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0) -> None:
        self.time += seconds + 60 * minutes + 3600 * hours + 86_400 * days


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def text(self) -> str:
        return self.content.decode("utf-8", "replace")


@dataclass(slots=True)
class Caller:
    """Somebody who sends requests; every JSON answer is checked against its shape."""

    app: Ombud
    headers: dict[str, str] = field(default_factory=dict)
    host: str = "localhost"
    # Turned off by tests that look at answers outside the contract.
    checks_shapes: bool = True

    def get(self, path: str, /, **query: object) -> Answer:
        return self.send("GET", path, query=query)

    def post(self, path: str, body: object = None, /, **query: object) -> Answer:
        return self.send("POST", path, body, query=query)

    def put(self, path: str, body: object = None, /, **query: object) -> Answer:
        return self.send("PUT", path, body, query=query)

    def patch(self, path: str, body: object = None, /, **query: object) -> Answer:
        return self.send("PATCH", path, body, query=query)

    def delete(self, path: str, body: object = None, /, **query: object) -> Answer:
        return self.send("DELETE", path, body, query=query)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request. Paths are below /api/v2 unless they start with `//` or a scheme.

        Bytes are sent as they are; anything else as JSON.
        """
        target, query_string = _target(path, query or {})
        raw = b"" if body is None else body if isinstance(body, bytes) else _encode(body)
        all_headers = {"host": self.host, **self.headers}
        if raw and not isinstance(body, bytes):
            all_headers["content-type"] = JSON
        all_headers.update({name.lower(): value for name, value in (headers or {}).items()})
        answer = _run(self.app, method, target, query_string, all_headers, raw)
        if self.checks_shapes:
            self._check(method, target, answer)
        return answer

    def _check(self, method: str, path: str, answer: Answer) -> None:
        if answer.headers.get("content-type", "").partition(";")[0] != JSON:
            return
        if answer.status >= 400:
            problems = SHAPES.error_problems(answer.status, answer.json)
        else:
            found = self.app.dispatcher.tree.find(method, path.removesuffix(".json"))
            assert found is not None, path
            operation = found[0]
            is_known = isinstance(operation, Operation) and operation.name in SHAPES.answers
            problems = (
                SHAPES.problems(operation.name, answer.status, answer.json) if is_known else []
            )
        assert not problems, f"{method} {path}: {problems}"


@dataclass(slots=True)
class Desk:
    """One account with the company in it."""

    app: Ombud
    account: Account
    cast: Cast
    clock: Clock

    def by_token(self, email: str) -> Caller:
        """A caller who signs in with the API token."""
        return Caller(self.app, {"authorization": basic(f"{email}/token", API_TOKEN)})

    def by_password(self, email: str, password: str = PASSWORD) -> Caller:
        """A caller who signs in with a password."""
        return Caller(self.app, {"authorization": basic(email, password)})

    @property
    def owner(self) -> Caller:
        return self.by_token("olga@northwind.example")

    @property
    def admin(self) -> Caller:
        return self.by_token("adam@northwind.example")

    @property
    def agent(self) -> Caller:
        return self.by_token("alice@northwind.example")

    @property
    def bob(self) -> Caller:
        return self.by_token("bob@northwind.example")

    @property
    def light(self) -> Caller:
        return self.by_token("lars@northwind.example")

    @property
    def emma(self) -> Caller:
        return self.by_password("emma@acme.example")

    @property
    def eric(self) -> Caller:
        return self.by_password("eric@acme.example")

    @property
    def zoe(self) -> Caller:
        return self.by_password("zoe@zebra.example")

    @property
    def anonymous(self) -> Caller:
        return Caller(self.app)

    def run_jobs(self) -> int:
        """Run every waiting job to its end; how many there were."""
        runner = build_runner(self.account, self.app.config, self.clock)
        count = 0
        while runner.run_one():
            count += 1
        return count

    def do_chores(self) -> int:
        """Do what has fallen due by now; how many there were."""
        return build_chores(self.account, self.app.config, self.clock).do_due()

    def deliver(
        self, senders: Mapping[str, Sender[Any]] | None = None, *, again: bool = False
    ) -> int:
        """Send the deliveries that are due; how many attempts were recorded.

        With `again`, those that wait for their next attempt, or are held back, are due now.
        `senders` stand in for the real ones.
        """
        if again:
            waiting = update(deliveries).where(deliveries.c.state == "queued")
            with self.account.transaction(writes=True) as db:
                db.run(waiting.values(run_at=0, claimed_until=0))
        workers = Workers()
        try:
            outbox = build_outbox(self.account, self.app.config, self.clock, workers, senders)
            return outbox.deliver_due()
        finally:
            workers.close()

    def read_mail(self) -> int:
        """Read the mails that the doors have stored; how many there were."""
        return build_inbox(self.account, self.app.config, self.clock).work()

    def job(self, started: Answer) -> Any:
        """Run the job that an answer announced and return its final job_status."""
        assert started.status in {200, 201, 202}, started.text
        job_id = started.json["job_status"]["id"]
        self.run_jobs()
        return self.admin.get(f"/job_statuses/{job_id}").json["job_status"]

    def snapshot(self) -> dict[str, list[Any]]:
        """Every row of every table, to show that a refused request changed nothing."""
        from ombud.tables import metadata

        found: dict[str, list[Any]] = {}
        # Asked of the driver, because it is asked of every table and hundreds of times.
        with (
            self.account.transaction(writes=False) as db,
            closing(db.connection.connection.cursor()) as cursor,
        ):
            for name in metadata.tables:
                cursor.execute(f'SELECT * FROM "{name}"')
                found[name] = list(cursor.fetchall())
        return found


@contextmanager
def opened(config: Config) -> Iterator[Desk]:
    """The founded company one day later."""
    clock = Clock()
    clock.forward(days=1)
    app = build_app(config, clock)
    cast = Cast(**json.loads((config.data / "cast.json").read_text()))
    try:
        yield Desk(app, app.directory.find("northwind"), cast, clock)
    finally:
        app.directory.close()


def basic(name: str, secret: str) -> str:
    """The Authorization header of basic sign-in."""
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def _encode(body: object) -> bytes:
    return msgspec.json.encode(body)


def _target(path: str, query: Mapping[str, object]) -> tuple[str, str]:
    if "://" in path:
        parts = urlsplit(path)
        target, given = parts.path, parts.query
    else:
        target, _, given = path.partition("?")
        target = target[1:] if target.startswith("//") else f"/api/v2{target}"
    pairs = [
        (name, item)
        for name, value in query.items()
        for item in (
            value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
        )
    ]
    return target, "&".join(part for part in (given, urlencode(pairs)) if part)


def _run(
    app: Ombud, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    """One request through the ASGI application, on a loop that all tests share."""
    if body:
        headers = {"content-length": str(len(body)), **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "scheme": "http",
        "client": ("127.0.0.1", 50000),
    }
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    LOOP.run_until_complete(app(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    content = b"".join(message.get("body", b"") for message in sent[1:])
    if found.get("content-encoding") == "gzip":
        content = gzip.decompress(content)
    return Answer(sent[0]["status"], found, content)


LOOP = asyncio.new_event_loop()
