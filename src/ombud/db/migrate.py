"""Brings an account's schema up to date, one process at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, text

from ombud.db.account import Account
from ombud.db.engine import WRITES

__all__ = ["configuration", "head", "is_current", "upgrade"]

FOLDER = Path(__file__).parent / "migrations"
# Any number will do, as long as every process takes the same lock.
LOCK = 7_266_283


def upgrade(account: Account) -> bool:
    """Apply what is missing; True when something was. Waits for another process's turn."""
    engine = account.engine.execution_options(**{WRITES: True})
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if _revision(connection) == head():
            return False
        command.upgrade(configuration(connection), "head")
    return True


def is_current(account: Account) -> bool:
    """Whether the schema is the one that this version of the program expects."""
    with account.engine.connect() as connection:
        return _revision(connection) == head()


def head() -> str | None:
    """The newest revision that this version of the program knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def configuration(connection: Connection, metadata: MetaData | None = None) -> Config:
    """What Alembic's commands need to work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=metadata)
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
