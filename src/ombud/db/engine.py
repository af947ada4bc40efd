"""Opens SQLite files and PostgreSQL schemas with the settings that the promises need."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

__all__ = ["postgresql_engine", "sqlite_engine", "transaction_of"]

SQLITE_SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # Moving the log into the database holds up one writer: rarely, and not one in fifty.
    "PRAGMA wal_autocheckpoint = 10000",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA cache_size = -32000",
    "PRAGMA mmap_size = 33554432",
    "PRAGMA temp_store = MEMORY",
)


def sqlite_engine(path: Path) -> Engine:
    """One SQLite file: write-ahead log, every commit synced, foreign keys enforced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(address, query_cache_size=2000, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def postgresql_engine(url: str, schema: str, pool_size: int) -> Engine:
    """One schema of a PostgreSQL database; `postgresql://` means the psycopg driver."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(
        address,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        query_cache_size=2000,
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
            _begin_sqlite(connection, writes=writes)
        yield connection


def _begin_sqlite(connection: Connection, *, writes: bool) -> None:
    if writes:
        # One that turns from reading to writing can be refused; one that asks first waits.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        # This never waits and never fails, so it needs none of SQLAlchemy's translation.
        connection.connection.cursor().execute("BEGIN")


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver would open transactions by its own rules; `transaction_of` does it by ours.
    connection.isolation_level = None
    for setting in SQLITE_SETTINGS:
        connection.execute(setting)
