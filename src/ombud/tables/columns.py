"""The few kinds of column that every table is made of, and the metadata they belong to."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    func,
    text,
)

__all__ = [
    "Id",
    "begins_with",
    "flag",
    "folded",
    "identifier",
    "json_text",
    "metadata",
    "reference",
    "short",
    "time_at",
]

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite keeps a row under its key without a second index only if the type is called INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def identifier() -> Column[Any]:
    """The primary key: given out by the account's sequence, never by the table."""
    return Column("id", Id, primary_key=True, autoincrement=False)


def reference(
    name: str, target: str, *, required: bool = False, on_delete: str | None = None
) -> Column[Any]:
    """A foreign key to `target`, `table.column`."""
    return Column(name, Id, ForeignKey(target, ondelete=on_delete), nullable=not required)


def time_at(name: str, *, required: bool = False) -> Column[Any]:
    """A time in whole epoch seconds."""
    return Column(name, BigInteger, nullable=not required)


def short(name: str, length: int = 255, *, required: bool = False) -> Column[Any]:
    """Text of one line."""
    return Column(name, String(length), nullable=not required)


def flag(name: str, *, default: bool = False) -> Column[Any]:
    """A boolean that is never null."""
    return Column(
        name,
        Boolean,
        nullable=False,
        server_default=text("true" if default else "false"),
    )


def json_text(name: str, default: str) -> Column[Any]:
    """Stored JSON, read and written whole; what is searched in lives in rows of its own."""
    return Column(name, Text, nullable=False, server_default=text(f"'{default}'"))


def folded(column: ColumnElement[Any]) -> ColumnElement[str]:
    """Text in the form in which it is sorted and compared without regard to case."""
    return func.lower(column, type_=Text)


def begins_with(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether the column's text begins with this one, in any case; an index on it can tell."""
    escaped = text.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return folded(column).like(func.lower(f"{escaped}%"), escape="/")
