"""One open transaction: how every room above reads and writes, and what the database refuses."""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TypeVar

from sqlalchemy import (
    Connection,
    Executable,
    Index,
    Insert,
    Row,
    Table,
    UniqueConstraint,
    insert,
    text,
)
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from ombud.db.memory import Memory

__all__ = ["Duplicate", "MissingReference", "Transaction", "TryAgainLater", "Unstorable"]

T = TypeVar("T")
Parameters = Mapping[str, Any]
SequenceName = Literal["ids", "tickets"]

NEXT_SQLITE = text("UPDATE sequences SET value = value + :count WHERE name = :name RETURNING value")
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


class Transaction:
    """The caller's one transaction; commit and rollback are done by who opened it."""

    __slots__ = ("_changed", "_memory", "_tables", "after_commit", "connection", "version")

    def __init__(self, connection: Connection, memory: Memory, tables: Mapping[str, Table]) -> None:
        self.connection = connection
        self._memory = memory
        self._tables = tables
        self._changed = False
        # Called in order once everything is stored; never called when nothing is.
        self.after_commit: list[Callable[[], None]] = []
        self.version = _version(connection)

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    def rows(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> Sequence[Row[Any]]:
        """All rows of a statement, read at once: give it a limit."""
        return self.connection.execute(statement, parameters).all()

    def row(self, statement: Executable, parameters: Parameters | None = None) -> Row[Any] | None:
        """The first row, or None."""
        return self.connection.execute(statement, parameters).first()

    def value(self, statement: Executable, parameters: Parameters | None = None) -> Any:
        """The first column of the first row, or None."""
        return self.connection.execute(statement, parameters).scalar()

    def values(self, statement: Executable, parameters: Parameters | None = None) -> list[Any]:
        """The first column of all rows."""
        return list(self.connection.execute(statement, parameters).scalars())

    def run(self, statement: Executable, parameters: Parameters | None = None) -> int:
        """Run a change and return how many rows it touched.

        Raises Duplicate or MissingReference when a constraint refuses it.
        """
        with self._refusals():
            return self.connection.execute(statement, parameters).rowcount

    def insert(self, table: Table, **values: object) -> int:
        """Insert one row, with a new id where the table has one and none was given."""
        if "id" not in values and "id" in table.c:
            values["id"] = self.new_ids()[0]
        with self._refusals():
            self.connection.execute(_insert_into(table), values)
        return values.get("id", 0)  # type: ignore[return-value]  # ids are integers

    def insert_all(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert many rows that have the same keys; ids must be given."""
        if rows:
            with self._refusals():
                self.connection.execute(_insert_into(table), rows)

    def new_ids(self, count: int = 1, sequence: SequenceName = "ids") -> Sequence[int]:
        """`count` ids never given out before, rising; ticket numbers have their own sequence."""
        parameters = {"name": sequence, "count": count}
        if self.is_sqlite:
            last = self.connection.execute(NEXT_SQLITE, parameters).scalar_one()
            return range(last - count + 1, last + 1)
        return self.values(NEXT_POSTGRESQL[sequence], {"count": count})

    def cached(self, load: Callable[["Transaction"], T]) -> T:
        """What `load` makes of the configuration, kept until the configuration changes.

        `load` must be a module-level function: it is the key. The result is shared: never
        change it.
        """
        if self._changed:
            return load(self)
        return self._memory.get(self.version, load, lambda: load(self))

    def kept(self, make: Callable[[], T]) -> T:
        """The one `make()` of this account in this process, such as counters in memory.

        `make` must be a module-level function or a class: it is the key. What it makes is shared
        by threads.
        """
        return self._memory.lasting(make)

    def configuration_changed(self) -> None:
        """Make every process read the configuration anew once this transaction is committed."""
        if not self._changed:
            self._changed = True
            self.connection.execute(RAISE_VERSION)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what the block did if it raises, and keep the transaction."""
        with known_failures(), self.connection.begin_nested():
            yield

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise self._refusal(error) from error

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
    except OperationalError as error:
        said = str(error.orig).lower()
        if "locked" in said or "deadlock" in said or "serialize" in said:
            raise TryAgainLater from error
        raise
    except (DataError, OverflowError) as error:
        # SQLite's driver raises OverflowError for an integer of more than 64 bits.
        raise Unstorable from error


def _version(connection: Connection) -> int:
    # On the driver's own cursor: every transaction asks, and the answer needs no translation.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(VERSION)
        row = cursor.fetchone()
    finally:
        cursor.close()
    assert row is not None  # noqa: S101 (the row is made with the table)
    return int(row[0])


@functools.cache
def _insert_into(table: Table) -> Insert:
    # Made once: finding a compiled statement again is cheaper for the same object.
    return insert(table)
