"""Answers wait until the disk has what they acknowledge, and share the waiting."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ombud.tables import groups
from tests.desk import LOOP, Desk, basic

ADMIN = basic("adam@northwind.example/token", "northwind-api-token")


async def create(desk: Desk, name: str) -> int:
    """Create a group; the status of the answer, once it was sent."""
    body = b'{"group": {"name": "%s"}}' % name.encode()
    headers = {"host": "localhost", "authorization": ADMIN, "content-type": "application/json"}
    headers["content-length"] = str(len(body))
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v2/groups",
        "raw_path": b"/api/v2/groups",
        "query_string": b"",
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
        "scheme": "http",
        "client": None,
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    await desk.app(scope, receive, send)
    status: int = sent[0]["status"]
    return status


def names(desk: Desk) -> set[str]:
    with desk.account.transaction(writes=False) as db:
        return set(db.values(select(groups.c.name)))


class SlowDisk:
    """A disk that syncs when it is told to."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Event(), threading.Event()
        self.syncs = 0

    def sync(self) -> None:
        self.syncs += 1
        self.begun.set()
        assert self.may_end.wait(10)


@pytest.fixture
def disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> SlowDisk:
    made = SlowDisk()
    monkeypatch.setattr(desk.account, "sync", made.sync)
    return made


def test_no_answer_before_its_sync_and_one_sync_for_many(desk: Desk, disk: SlowDisk) -> None:
    async def run() -> None:
        first = asyncio.ensure_future(create(desk, "First"))
        await asyncio.to_thread(disk.begun.wait, 10)
        others = [asyncio.ensure_future(create(desk, f"Other {n}")) for n in range(3)]
        # Each has its turn before this goes on.
        await asyncio.sleep(0)
        assert {"Other 0", "Other 1", "Other 2"} <= names(desk)
        # All is stored, but nobody is told so yet; the others wait for a sync of their own.
        assert not first.done()
        assert not any(other.done() for other in others)
        assert disk.syncs == 1
        disk.may_end.set()
        assert await asyncio.gather(first, *others) == [201] * 4
        assert disk.syncs == 2

    LOOP.run_until_complete(run())


def test_a_disk_that_fails_is_not_acknowledged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(desk.account, "sync", fail)
    assert LOOP.run_until_complete(create(desk, "Lost")) == 500
    assert "Input/output error" in "".join(capfd.readouterr())


def test_reading_syncs_nothing(desk: Desk, disk: SlowDisk) -> None:
    desk.agent.get("/groups")
    before = disk.syncs
    assert desk.agent.get("/groups").status == 200
    assert disk.syncs == before == 0


def test_the_log_is_synced_whoever_has_it_open(desk: Desk) -> None:
    desk.account.sync()
    assert desk.admin.post("/groups", {"group": {"name": "Kept"}}).status == 201
    # Without any connection there is no log, because it went into the database.
    desk.account.close()
    desk.account.sync()
    assert "Kept" in names(desk)


def test_a_resting_log_is_moved_into_the_database(desk: Desk, tmp_path: Path) -> None:
    assert desk.admin.post("/groups", {"group": {"name": "Moved"}}).status == 201
    database = Path(str(desk.account.engine.url.database))

    def alone() -> set[str]:
        """The names in the database file without its log."""
        copy = tmp_path / "alone.sqlite3"
        copy.write_bytes(database.read_bytes())
        with closing(sqlite3.connect(copy)) as connection:
            return {name for (name,) in connection.execute("SELECT name FROM groups")}

    desk.account.tidy()
    # Somebody may still be writing: it moves what has not changed from one look to the next.
    assert "Moved" not in alone()
    desk.account.tidy()
    assert "Moved" in alone()
