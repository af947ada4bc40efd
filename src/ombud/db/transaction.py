"""One open transaction: how every room above reads and writes, and what the database refuses."""

import functools
import re
import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Literal, TypeVar, TypeVarTuple

from sqlalchemy import (
    Connection,
    Executable,
    Index,
    Row,
    Table,
    UniqueConstraint,
    bindparam,
    insert,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from ombud.db.engine import driver_of
from ombud.db.memory import Memory
from ombud.db.prepared import Prepared, Ready

__all__ = [
    "Duplicate",
    "MissingReference",
    "SlowWork",
    "Transaction",
    "TryAgainLater",
    "Unstorable",
]

T = TypeVar("T")
Keys = TypeVarTuple("Keys")
Parameters = Mapping[str, Any]
Statement = Executable | Prepared
SequenceName = Literal["ids", "tickets"]
NOTHING: Parameters = {}
# No column has this name.
KEY = "row_key"

NEXT_SQLITE = "UPDATE sequences SET value = value + ? WHERE name = ? RETURNING value"
NEXT_POSTGRESQL = {
    "ids": text("SELECT nextval('ids_sequence') FROM generate_series(1, :count)"),
    "tickets": text("SELECT nextval('tickets_sequence') FROM generate_series(1, :count)"),
}
VERSION = "SELECT version FROM configuration_version"
RAISE_VERSION = text("UPDATE configuration_version SET version = version + 1")


class Duplicate(Exception):
    """A unique constraint refused the row; `constraint` is its name."""

    def __init__(self, constraint: str) -> None:
        super().__init__(constraint)
        self.constraint = constraint


class MissingReference(Exception):
    """A foreign key refused the row: what it refers to is not there, or is still in use."""


class TryAgainLater(Exception):
    """The database was locked for too long or found a deadlock; nothing was changed."""


class Unstorable(Exception):
    """A value is larger than its column, or holds characters that no column can."""


class SlowWork(Exception):
    """Nobody should wait for a lock during this work: do it, and begin again with its result."""

    def __init__(self, name: Hashable, work: Callable[[], Any]) -> None:
        super().__init__()
        self.name, self.work = name, work


class Transaction:
    """The caller's one transaction; commit and rollback are done by who opened it."""

    __slots__ = (
        "_aside",
        "_changed",
        "_done",
        "_driver",
        "_memory",
        "_tables",
        "after_commit",
        "connection",
        "version",
    )

    def __init__(
        self,
        connection: Connection,
        memory: Memory,
        tables: Mapping[str, Table],
        *,
        writes: bool,
        done: Mapping[Hashable, Any] | None = None,
    ) -> None:
        self.connection = connection
        self._done = done if writes else None
        # What is loaded while something may be written is everybody's only once that is stored.
        self._aside: dict[Any, Any] | None = {} if writes else None
        # Prepared statements run on SQLite's driver itself.
        self._driver = driver_of(connection) if connection.dialect.name == "sqlite" else None
        self._memory = memory
        self._tables = tables
        self._changed = False
        # Called in order once everything is committed, though perhaps not synced: what they do
        # must end with the process. Never called when nothing is stored.
        self.after_commit: list[Callable[[], None]] = []
        self.version = self._version()

    @property
    def is_sqlite(self) -> bool:
        return self._driver is not None

    def rows(self, statement: Statement, parameters: Parameters = NOTHING) -> Sequence[Row[Any]]:
        """All rows of a statement, read at once: give it a limit."""
        if isinstance(statement, Prepared):
            if self._driver:
                ready = self._ready(statement)
                return list(map(ready.row, ready.execute(self._driver, parameters)))
            statement = statement.statement
        return self.connection.execute(statement, parameters).all()

    def row(self, statement: Statement, parameters: Parameters = NOTHING) -> Row[Any] | None:
        """The first row, or None."""
        if isinstance(statement, Prepared):
            if self._driver:
                ready = self._ready(statement)
                found = ready.execute(self._driver, parameters).fetchone()
                return None if found is None else ready.row(found)
            statement = statement.statement
        return self.connection.execute(statement, parameters).first()

    def value(self, statement: Statement, parameters: Parameters = NOTHING) -> Any:
        """The first column of the first row, or None."""
        row = self.row(statement, parameters)
        return None if row is None else row[0]

    def values(self, statement: Statement, parameters: Parameters = NOTHING) -> list[Any]:
        """The first column of all rows."""
        return [row[0] for row in self.rows(statement, parameters)]

    def run(self, statement: Statement, parameters: Parameters = NOTHING) -> int:
        """Run a change and return how many rows it touched.

        Raises Duplicate or MissingReference when a constraint refuses it.
        """
        with self._refusals():
            if isinstance(statement, Prepared):
                if self._driver:
                    ready = self._ready(statement)
                    return ready.execute(self._driver, parameters).rowcount
                statement = statement.statement
            return self.connection.execute(statement, parameters).rowcount

    def run_all(self, statement: Prepared, rows: Sequence[Parameters]) -> None:
        """Run a change once for each of `rows`; raises what `run` raises."""
        if not rows:
            return
        with self._refusals():
            if self._driver:
                self._ready(statement).execute_all(self._driver, rows)
            else:
                self.connection.execute(statement.statement, rows)

    def insert(self, table: Table, **values: object) -> int:
        """Insert one row, with a new id where the table has one and none was given."""
        if "id" not in values and "id" in table.c:
            values["id"] = self.new_ids()[0]
        self.run(_insert_into(table, tuple(sorted(values))), values)
        return values.get("id", 0)  # type: ignore[return-value]  # ids are integers

    def insert_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert many rows that have the same keys; ids must be given."""
        if rows:
            self.run_all(_insert_into(table, tuple(sorted(rows[0]))), rows)

    def update(self, table: Table, key: object, values: Parameters, by: str = "id") -> int:
        """Change the row whose column `by` is `key`; how many rows there were.

        `values` are plain values by column, expressions need `run`.
        """
        return self.run(_update_of(table, by, tuple(sorted(values))), {**values, KEY: key})

    def new_ids(self, count: int = 1, sequence: SequenceName = "ids") -> Sequence[int]:
        """`count` ids never given out before, rising; ticket numbers have their own sequence."""
        if self._driver:
            (last,) = self._driver.execute(NEXT_SQLITE, (count, sequence)).fetchone()
            return range(last - count + 1, last + 1)
        return self.values(NEXT_POSTGRESQL[sequence], {"count": count})

    def cached(self, load: Callable[["Transaction", *Keys], T], *keys: *Keys) -> T:
        """What `load` makes of the configuration, kept until the configuration changes.

        `load` must be a module-level function: with `keys`, of which there must not be without
        end, it is what the result is known by. The result is shared: never change it. None is
        not kept.
        """
        if self._changed:
            return load(self, *keys)
        name = (load, *keys) if keys else load
        found: T | None = self._memory.get(self.version, name)
        if found is None and self._aside:
            found = self._aside.get(name)
        if found is not None:
            return found
        made = load(self, *keys)
        if made is not None and not self._changed:
            if self._aside is None:
                self._memory.keep(self.version, {name: made})
            else:
                self._aside[name] = made
        return made

    def keep_loaded(self) -> None:
        """For who committed: let every transaction have what this one has loaded."""
        if self._aside and not self._changed:
            self._memory.keep(self.version, self._aside)

    def kept(self, make: Callable[[], T]) -> T:
        """The one `make()` of this account in this process, such as counters in memory.

        `make` must be a module-level function or a class: it is the key. What it makes is shared
        by threads.
        """
        return self._memory.lasting(make)

    def slowly(self, name: Hashable, work: Callable[[], T]) -> T:
        """What `work` returns, which takes long and needs no database; `name` tells it from others.

        Raises SlowWork to who opened a transaction that writes and is ready to begin it again.
        """
        if self._done is None:
            return work()
        if name not in self._done:
            raise SlowWork(name, work)
        result: T = self._done[name]
        return result

    def configuration_changed(self) -> None:
        """Make every process read the configuration anew once this transaction is committed."""
        if not self._changed:
            self._changed = True
            self.connection.execute(RAISE_VERSION)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what the block did if it raises, and keep the transaction."""
        changed, aside = self._changed, None if self._aside is None else dict(self._aside)
        try:
            with known_failures(), self.connection.begin_nested():
                yield
        except BaseException:
            self._changed, self._aside = changed, aside
            raise

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise self._refusal(error) from error

    def _version(self) -> int:
        # On the driver's own cursor: every transaction asks, and the answer needs no translation.
        if self._driver:
            row = self._driver.execute(VERSION).fetchone()
        else:
            with closing(self.connection.connection.cursor()) as cursor:
                cursor.execute(VERSION)
                row = cursor.fetchone()
        assert row is not None  # noqa: S101 (the row is made with the table)
        return int(row[0])

    def _ready(self, statement: Prepared) -> Ready:
        return statement.ready(self.connection.dialect)

    def _refusal(self, error: IntegrityError) -> Exception:
        name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        message = str(error.orig)
        if name is None and message.startswith("UNIQUE constraint failed: "):
            name = self._constraint_of(message.removeprefix("UNIQUE constraint failed: "))
        if "FOREIGN KEY" in message.upper():
            return MissingReference(message)
        return Duplicate(name) if name and not name.startswith("ck_") else error

    def _constraint_of(self, failed: str) -> str:
        """The constraint's name for SQLite's `table.column, table.column` or `index 'name'`."""
        named = re.fullmatch(r"index '(\w+)'", failed)
        if named:
            return named.group(1)
        parts = [part.split(".") for part in failed.split(", ")]
        table, columns = self._tables[parts[0][0]], {part[1] for part in parts}
        unique = [rule for rule in table.constraints if isinstance(rule, UniqueConstraint)]
        rules: list[UniqueConstraint | Index] = [*unique]
        rules += [index for index in table.indexes if index.unique]
        for rule in rules:
            if {column.name for column in rule.columns} == columns:
                return str(rule.name)
        return f"pk_{table.name}"


@contextmanager
def known_failures() -> Iterator[None]:
    """Turn what a database says of locks, deadlocks and values into our own words.

    Raises TryAgainLater and Unstorable; everything else passes.
    """
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        # BEGIN and COMMIT run on SQLite's driver itself.
        said = str(getattr(error, "orig", error)).lower()
        if "locked" in said or "deadlock" in said or "serialize" in said:
            raise TryAgainLater from error
        raise
    except (DataError, OverflowError) as error:
        # SQLite's driver raises OverflowError for an integer of more than 64 bits.
        raise Unstorable from error


@functools.lru_cache(1000)
def _insert_into(table: Table, keys: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table), keys)


@functools.lru_cache(1000)
def _update_of(table: Table, by: str, keys: tuple[str, ...]) -> Prepared:
    values: dict[str, Any] = {name: bindparam(name) for name in keys}
    return Prepared(update(table).where(table.c[by] == bindparam(KEY)).values(values))
