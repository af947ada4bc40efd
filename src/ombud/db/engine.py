"""Opens SQLite files and PostgreSQL schemas with the settings that the promises need."""

import functools
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.util import LRUCache

__all__ = [
    "KeptConnections",
    "RestingLog",
    "driver_of",
    "postgresql_engine",
    "sqlite_engine",
    "sync_log",
    "transaction_of",
]

SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # A runner moves the log into the database at rest; before that, a writer at this many pages.
    "PRAGMA wal_autocheckpoint = 40000",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA cache_size = -32000",
    "PRAGMA mmap_size = 33554432",
    "PRAGMA temp_store = MEMORY",
)

# How many compiled statements are kept.
COMPILED = 2000
# Some systems only have the other.
SYNC = getattr(os, "fdatasync", os.fsync)
# A transaction that turns from reading to writing can be refused; one that asks first waits.
BEGIN = {False: "BEGIN", True: "BEGIN IMMEDIATE"}


def sqlite_engine(path: Path) -> Engine:
    """One SQLite file: write-ahead log, every commit synced, foreign keys enforced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    address = URL.create("sqlite", database=str(path))
    # How many statements each connection keeps parsed.
    own = create_engine(address, connect_args={"cached_statements": 500})
    event.listen(own, "connect", _prepare_sqlite)
    shared = _sqlite()
    return Engine(
        own.pool,
        shared.dialect,
        address,
        hide_parameters=True,
        execution_options={"compiled_cache": shared.compiled},
    )


def postgresql_engine(url: str, schema: str, pool_size: int) -> Engine:
    """One schema of a PostgreSQL database; `postgresql://` means the psycopg driver."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        query_cache_size=COMPILED,
        # Errors are logged, and hashes of passwords are among the parameters.
        hide_parameters=True,
    )

    def use_schema(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'SET search_path TO "{schema}"')
            cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    event.listen(engine, "connect", use_schema)
    return engine


@contextmanager
def transaction_of(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    """One transaction: committed when the block ends, rolled back when it raises.

    SQLAlchemy could begin by itself on an event, but then every statement pays for its events.
    """
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(BEGIN[writes])
        yield connection


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the SQLite files of a process have in common.

    SQLAlchemy keeps what it compiled for one dialect object, so each account would compile
    every statement again, and keep it.
    """

    dialect: Dialect
    compiled: LRUCache[Any, Any]


@functools.cache
def _sqlite() -> _Shared:
    engine = create_engine("sqlite://")
    # A dialect knows what its database can do from the first connection on.
    engine.connect().close()
    return _Shared(engine.dialect, LRUCache(COMPILED))


class KeptConnections:
    """The idle connections of one SQLite file.

    SQLAlchemy believes each to be in one transaction that never ends; the real ones are begun and
    committed on the driver, which leaves out what a pool does between two of them. Without
    `syncs` a commit does not wait for the disk; somebody else must.
    """

    def __init__(self, engine: Engine, *, syncs: bool = True) -> None:
        self._engine, self._syncs = engine, syncs
        self._idle: list[Connection] = []

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        connection = self._take()
        driver = driver_of(connection)
        try:
            driver.execute(BEGIN[writes])
            yield connection
            driver.commit()
        except BaseException:
            self._undo(connection, driver)
            raise
        self._idle.append(connection)

    def close(self) -> None:
        """Give back the idle ones."""
        while self._idle:
            self._discard(self._idle.pop())

    def _undo(self, connection: Connection, driver: sqlite3.Connection) -> None:
        driver.rollback()
        if connection.in_nested_transaction():
            self._discard(connection)
        else:
            self._idle.append(connection)

    def _discard(self, connection: Connection) -> None:
        if not self._syncs:
            # Back in the pool, it serves those who want every commit synced.
            connection.invalidate()
        connection.close()

    def _take(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            connection = self._engine.connect()
            if not self._syncs:
                driver_of(connection).execute("PRAGMA synchronous = NORMAL")
            connection.begin()
            return connection


def sync_log(engine: Engine) -> None:
    """Return once every commit so far, by whatever connection, survives a power cut."""
    try:
        log = os.open(f"{engine.url.database}-wal", os.O_RDONLY)
    except FileNotFoundError:
        # Nobody had it open any more, so it went into the database, which was synced then.
        return
    try:
        SYNC(log)
    finally:
        os.close(log)


class RestingLog:
    """Moves the log of a SQLite file into the database while nobody writes to it.

    While somebody writes, that would only compete with them for the disk.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._log = engine, Path(f"{engine.url.database}-wal")
        self._seen = self._moved = 0.0

    def look(self) -> None:
        """Move the log if it is as it was at the last look; waits for nobody."""
        try:
            changed = self._log.stat().st_mtime
        except FileNotFoundError:
            return
        if changed == self._seen != self._moved:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
            self._moved = changed
        self._seen = changed


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection."""
    return connection.connection.dbapi_connection  # type: ignore[return-value]  # only called for SQLite


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would open transactions by its own rules; `transaction_of` does it by ours.
    connection.isolation_level = None
    for setting in SQLITE_SETTINGS:
        connection.execute(setting)
