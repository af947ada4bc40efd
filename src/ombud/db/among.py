"""`column IN (the ids of a parameter)` as one text, however many ids there are."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ColumnElement,
    Dialect,
    Text,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

__all__ = ["among"]


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether the column is one of the ids that the parameter `name` holds.

    Unlike `column.in_`, it can stand in a prepared statement.
    """
    return _Among(column, bindparam(name, type_=_Ids()))


class _Ids(TypeDecorator[Sequence[int]]):
    """A list of ids: an array where the database has them, JSON where it has not."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: TypeEngine[Any] = ARRAY(BigInteger) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        ids = list(value or [])
        return ids if dialect.name == "postgresql" else msgspec.json.encode(ids).decode()


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> "_Among":
        """Itself: compared with true, as SQLite's booleans are, it could not use an index."""
        del against
        return self


@compiles(_Among)
def _any(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, ids = (compiler.process(part, **given) for part in element.clauses)
    return f"{column} = ANY ({ids})"


@compiles(_Among, "sqlite")
def _in(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, ids = (compiler.process(part, **given) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 (compiled names)
