"""Statements that are compiled once, for the reads and writes that nearly every request makes.

SQLAlchemy looks a compiled statement up and sets a result up anew at each execution, which costs
more than SQLite takes to answer.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable, Row
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

__all__ = ["Prepared", "Ready"]

Parameters = Mapping[str, Any]


class Prepared:
    """A statement whose text never changes: every value is a `bindparam` or a literal.

    Make it once, at module level. `keys` are the columns of an INSERT or UPDATE that has no
    `values` of its own.
    """

    __slots__ = ("_keys", "_ready", "statement")

    def __init__(self, statement: Executable, keys: Sequence[str] | None = None) -> None:
        self.statement, self._keys = statement, keys
        self._ready: Ready | None = None

    def ready(self, dialect: Dialect) -> "Ready":
        """The compiled statement; every SQLite database of this process has the same."""
        if self._ready is None:
            self._ready = Ready(self.statement, dialect, self._keys)
        return self._ready


class Ready:
    """A statement in SQLite's words, with what turns values into columns and back."""

    __slots__ = ("_binders", "_fixed", "_key_to_index", "_metadata", "_names", "_processors", "sql")

    def __init__(self, statement: Executable, dialect: Dialect, keys: Sequence[str] | None) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=keys)  # type: ignore[attr-defined]  # all but DDL have it
        if compiled.post_compile_params:
            message = f"{compiled} has a list of values, so its text changes"
            raise ValueError(message)
        self.sql = str(compiled)
        self._names: tuple[str, ...] = tuple(compiled.positiontup or ())
        self._fixed = {
            name: bind.value for name, bind in compiled.binds.items() if bind.value is not None
        }
        binders = [_binder(compiled.binds[name].type, dialect) for name in self._names]
        self._binders = binders if any(binders) else None
        columns = list(getattr(statement, "exported_columns", ()))
        processors: list[Any] = [_reader(column.type, dialect) for column in columns]
        self._processors = processors if any(processors) else None
        self._metadata = SimpleResultMetaData(
            [column.name for column in columns], [(column,) for column in columns]
        )
        self._key_to_index = self._metadata._key_to_index  # noqa: SLF001 (Row asks for it)

    def execute(self, connection: sqlite3.Connection, parameters: Parameters) -> sqlite3.Cursor:
        """Run the statement once; raises what SQLAlchemy would raise."""
        try:
            return connection.execute(self.sql, self._values(parameters))
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def execute_all(
        self, connection: sqlite3.Connection, rows: Sequence[Parameters]
    ) -> sqlite3.Cursor:
        """Run the statement once for each of `rows`; raises what SQLAlchemy would raise."""
        try:
            return connection.executemany(self.sql, map(self._values, rows))
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def row(self, values: tuple[Any, ...]) -> Row[Any]:
        """One row as SQLAlchemy gives it, for what the cursor gave."""
        return Row(self._metadata, self._processors, self._key_to_index, values)

    def _translated(self, error: sqlite3.Error) -> Exception:
        return DBAPIError.instance(self.sql, None, error, sqlite3.Error, hide_parameters=True)

    def _values(self, parameters: Parameters) -> list[Any]:
        fixed = self._fixed
        values = [parameters[name] if name in parameters else fixed[name] for name in self._names]
        if self._binders:
            for index, bind in enumerate(self._binders):
                if bind is not None:
                    values[index] = bind(values[index])
        return values


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
