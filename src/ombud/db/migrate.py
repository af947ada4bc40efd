"""Brings an account's schema up to date, one process at a time.

Alembic takes a quarter of a second to import, so it is imported only when it has to work.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData, text

from ombud.db.account import Account
from ombud.db.engine import transaction_of
from ombud.db.revision import FOLDER, head, is_current, revision_of

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["FOLDER", "configuration", "head", "is_current", "upgrade"]

# Any number will do, as long as every process takes the same lock.
LOCK = 7_266_283


def upgrade(account: Account) -> bool:
    """Apply what is missing; True when something was. Waits for another process's turn."""
    with transaction_of(account.engine, writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if revision_of(connection) == head():
            return False
        from alembic import command  # noqa: PLC0415 (see above)

        command.upgrade(configuration(connection), "head")
    return True


def configuration(connection: Connection, metadata: MetaData | None = None) -> "Config":
    """What Alembic's commands need to work on this connection."""
    from alembic.config import Config  # noqa: PLC0415 (see above)

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=connection, metadata=metadata)
    return config
