"""One account: its database, its remembered configuration and its folder of files."""

from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table

from ombud.db.engine import KeptConnections, RestingLog, sync_log, transaction_of
from ombud.db.memory import Memory
from ombud.db.transaction import Transaction, known_failures

__all__ = ["Account"]


class Account:
    """A desk's storage; one account cannot reach another because it holds another engine."""

    def __init__(
        self,
        subdomain: str,
        engine: Engine,
        folder: Path,
        tables: Mapping[str, Table],
        *,
        is_default: bool = False,
    ) -> None:
        self.subdomain = subdomain
        # Whether it is the one that is reached without its name.
        self.is_default = is_default
        self.engine = engine
        self.folder = folder
        self.memory = Memory()
        self._tables = tables
        # On SQLite, by whether a commit syncs.
        self._kept: dict[bool, KeptConnections] = {}
        if engine.dialect.name == "sqlite":
            self._kept = {syncs: KeptConnections(engine, syncs=syncs) for syncs in (False, True)}
        self._log = RestingLog(engine) if self._kept else None

    @contextmanager
    def transaction(
        self, *, writes: bool, done: Mapping[Hashable, Any] | None = None, syncs: bool = True
    ) -> Iterator[Transaction]:
        """Commit when the block ends, roll back when it raises.

        With `done`, the results of slow work by their names, the block may raise SlowWork.
        Without `syncs` a change must not be acknowledged until `sync` was called and returned.
        Raises TryAgainLater when the database could not give its lock in time, Unstorable when
        it could not hold a value.
        """
        opened = (
            self._kept[syncs].transaction(writes=writes)
            if self._kept
            else transaction_of(self.engine, writes=writes)
        )
        with known_failures(), opened as connection:
            transaction = Transaction(
                connection, self.memory, self._tables, writes=writes, done=done
            )
            yield transaction
        transaction.keep_loaded()
        for call in transaction.after_commit:
            call()

    def sync(self) -> None:
        """Return once every change that was committed before the call survives a power cut."""
        if self._kept:
            sync_log(self.engine)

    def tidy(self) -> None:
        """Move SQLite's log into the database if nobody wrote since the last call."""
        if self._log:
            self._log.look()

    def close(self) -> None:
        """Give back every connection."""
        for connections in self._kept.values():
            connections.close()
        self.engine.dispose()
