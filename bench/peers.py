"""What the figures are divided by: a bare ASGI application, and the same rows by raw sqlite3."""

import sqlite3
import time
from pathlib import Path
from typing import Any

__all__ = ["bare", "raw_transactions"]

BODY = b"x" * 1400
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"1400")],
}
END = {"type": "http.response.body", "body": BODY}
SCHEMA = """
CREATE TABLE ticket (id INTEGER PRIMARY KEY, subject TEXT, status TEXT, requester_id INTEGER,
                     created_at INTEGER, updated_at INTEGER);
CREATE INDEX ticket_status ON ticket (status, id);
CREATE INDEX ticket_requester ON ticket (requester_id, id);
CREATE TABLE comment (id INTEGER PRIMARY KEY, ticket_id INTEGER, body TEXT, created_at INTEGER);
CREATE INDEX comment_ticket ON comment (ticket_id, id);
CREATE TABLE audit (id INTEGER PRIMARY KEY, ticket_id INTEGER, events TEXT, created_at INTEGER);
CREATE INDEX audit_ticket ON audit (ticket_id, id);
CREATE TABLE metric (id INTEGER PRIMARY KEY, ticket_id INTEGER UNIQUE, times TEXT);
CREATE TABLE tag (tag TEXT, ticket_id INTEGER, PRIMARY KEY (tag, ticket_id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (subject, body);
"""


async def bare(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Constant bytes, and nothing else."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send(START)
    await send(END)


def raw_transactions(folder: Path, seconds: float) -> float:
    """Transactions a second that write eight rows and a search row, each synced to disk."""
    connection = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(SCHEMA)
    started, number = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        number += 1
        _write_one(connection, number)
    return number / (time.perf_counter() - started)


def _write_one(connection: sqlite3.Connection, number: int) -> None:
    words = "The lamp in the hall does not work any more, please send another one"
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO ticket VALUES (?,?,?,?,?,?)", (number, words, "new", 7, number, number)
    )
    connection.execute("INSERT INTO comment VALUES (?,?,?,?)", (number, number, words, number))
    connection.execute("INSERT INTO audit VALUES (?,?,?,?)", (number, number, words * 4, number))
    connection.execute("INSERT INTO metric VALUES (?,?,?)", (number, number, words))
    for tag in ("one", "two", "three", "four"):
        connection.execute("INSERT INTO tag VALUES (?,?)", (tag, number))
    connection.execute(
        "INSERT INTO words (rowid, subject, body) VALUES (?,?,?)", (number, words, words)
    )
    connection.execute("COMMIT")
