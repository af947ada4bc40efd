"""Which schema an account has and which one this version expects; needs no Alembic to tell."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from ombud.db.account import Account

__all__ = ["FOLDER", "head", "is_current", "revision_of"]

FOLDER = Path(__file__).parent / "migrations"


def head() -> str | None:
    """The newest revision that this version of the program knows: the highest file number."""
    numbers = [path.name[:4] for path in (FOLDER / "versions").glob("[0-9][0-9][0-9][0-9]_*.py")]
    return max(numbers, default=None)


def is_current(account: Account) -> bool:
    """Whether the schema is the one that this version of the program expects."""
    with account.engine.connect() as connection:
        return revision_of(connection) == head()


def revision_of(connection: Connection) -> str | None:
    """The revision of the account's schema; None when it has no tables yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
