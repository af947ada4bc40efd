"""One account: its database, its remembered configuration and its folder of files."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, Table

from ombud.db.engine import transaction_of
from ombud.db.memory import Memory
from ombud.db.transaction import Transaction, known_failures

__all__ = ["Account"]


class Account:
    """A desk's storage; one account cannot reach another because it holds another engine."""

    def __init__(
        self, subdomain: str, engine: Engine, folder: Path, tables: Mapping[str, Table]
    ) -> None:
        self.subdomain = subdomain
        self.engine = engine
        self.folder = folder
        self.memory = Memory()
        self._tables = tables

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[Transaction]:
        """Commit when the block ends, roll back when it raises.

        Raises TryAgainLater when the database could not give its lock in time, Unstorable when
        it could not hold a value.
        """
        with known_failures(), transaction_of(self.engine, writes=writes) as connection:
            transaction = Transaction(connection, self.memory, self._tables)
            yield transaction
        for call in transaction.after_commit:
            call()

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()
