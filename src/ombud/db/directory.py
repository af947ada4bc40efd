"""Which accounts there are, and the open storage of each: one SQLite file or one schema."""

import re
import secrets
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    MetaData,
    String,
    Table,
    insert,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.schema import CreateTable

from ombud.db.account import Account
from ombud.db.engine import postgresql_engine, sqlite_engine, transaction_of
from ombud.db.transaction import Duplicate

__all__ = ["Directory", "UnknownAccountError"]

SUBDOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?")
accounts = Table(
    "ombud_accounts",
    MetaData(),
    Column("subdomain", String(63), primary_key=True),
    Column("is_default", Boolean, nullable=False),
)


class UnknownAccountError(LookupError):
    """No account has this subdomain."""


class Directory:
    """All accounts of one data folder or one PostgreSQL database."""

    def __init__(
        self,
        data: Path,
        tables: Mapping[str, Table],
        *,
        url: str = "",
        pool_size: int = 8,
    ) -> None:
        self._data, self._tables, self._url, self._pool_size = (
            data,
            tables,
            url,
            pool_size,
        )
        self._open: dict[str, Account] = {}
        self._default = ""
        self._lock = threading.Lock()
        self._engine = self._registry()

    def default(self) -> Account:
        """The account that `localhost` and IP addresses reach."""
        if not self._default:
            self._default = self._name_of_default() or ""
        if not self._default:
            message = "there is no account yet: run `ombud init` first"
            raise UnknownAccountError(message)
        return self.find(self._default)

    def find(self, subdomain: str) -> Account:
        """The account of this subdomain; raises UnknownAccountError."""
        account = self._open.get(subdomain)
        if account is not None:
            return account
        if subdomain not in self.names():
            raise UnknownAccountError(subdomain)
        with self._lock:
            return self._open.setdefault(subdomain, self._storage(subdomain))

    def names(self) -> list[str]:
        """The subdomains of all accounts."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(accounts.c.subdomain).order_by("subdomain")))

    def add(self, subdomain: str) -> Account:
        """Register a new, still empty account; the first one becomes the default.

        Raises Duplicate when the name is taken and ValueError when it cannot be a host name.
        """
        _check(subdomain)
        with self._registered(subdomain) as connection:
            if self._url:
                connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{_schema(subdomain)}"'))
        return self.find(subdomain)

    @contextmanager
    def opening(self, subdomain: str) -> Iterator[Account]:
        """A new account for the block to fill: there when the block ends, not at all if it raises.

        It grows under another name, which nobody can ask for, and takes its own in one step.
        Raises Duplicate when the name is taken and ValueError when it cannot be a host name.
        """
        _check(subdomain)
        if subdomain in self.names():
            raise Duplicate("pk_ombud_accounts")
        # No subdomain holds an underscore.
        growing = f"_opening_{secrets.token_hex(8)}"
        try:
            if self._url:
                self._run(f'CREATE SCHEMA "{_schema(growing)}"')
            account = self._storage(growing)
            account.subdomain = subdomain
            account.is_default = self._name_of_default() is None
            try:
                yield account
            finally:
                account.close()
            with self._registered(subdomain) as connection:
                if self._url:
                    rename = f'ALTER SCHEMA "{_schema(growing)}" RENAME TO "{_schema(subdomain)}"'
                    connection.execute(text(rename))
                else:
                    self._rename(growing, subdomain)
        except BaseException:
            self._discard(growing)
            raise

    def is_free(self, subdomain: str) -> bool:
        """Whether an account could be opened under this name now."""
        return SUBDOMAIN.fullmatch(subdomain) is not None and subdomain not in self.names()

    def close(self) -> None:
        """Give back every connection of every account."""
        for account in self._open.values():
            account.close()
        self._engine.dispose()

    @contextmanager
    def _registered(self, subdomain: str) -> Iterator[Connection]:
        """A transaction that has the name in the registry; the first account is the default."""
        is_default = self._name_of_default() is None
        with transaction_of(self._engine, writes=True) as connection:
            try:
                values = {"subdomain": subdomain, "is_default": is_default}
                connection.execute(insert(accounts), values)
            except IntegrityError as error:
                raise Duplicate("pk_ombud_accounts") from error
            yield connection

    def _rename(self, growing: str, subdomain: str) -> None:
        folder = self._folder(subdomain)
        if folder.exists():
            # Left by an opening that was cut off before it was registered; never thrown away.
            folder.rename(folder.with_name(f"{growing}_found_{subdomain}"))
        self._folder(growing).rename(folder)

    def _discard(self, growing: str) -> None:
        if self._url:
            self._run(f'DROP SCHEMA IF EXISTS "{_schema(growing)}" CASCADE')
        else:
            shutil.rmtree(self._folder(growing), ignore_errors=True)

    def _run(self, statement: str) -> None:
        with transaction_of(self._engine, writes=True) as connection:
            connection.execute(text(statement))

    def _folder(self, subdomain: str) -> Path:
        return self._data / "accounts" / subdomain

    def _registry(self) -> Engine:
        if self._url:
            engine = postgresql_engine(self._url, "public", 1)
        else:
            engine = sqlite_engine(self._data / "accounts.sqlite3")
        try:
            with transaction_of(engine, writes=True) as connection:
                connection.execute(CreateTable(accounts, if_not_exists=True))
        except (IntegrityError, ProgrammingError):
            # PostgreSQL: another process created it between the check and the creation.
            engine.dispose()
        return engine

    def _name_of_default(self) -> str | None:
        with self._engine.connect() as connection:
            return connection.scalar(select(accounts.c.subdomain).where(accounts.c.is_default))

    def _storage(self, subdomain: str) -> Account:
        folder = self._folder(subdomain)
        if self._url:
            engine = postgresql_engine(self._url, _schema(subdomain), self._pool_size)
        else:
            engine = sqlite_engine(folder / "desk.sqlite3")
        is_default = subdomain == self._name_of_default()
        return Account(subdomain, engine, folder, self._tables, is_default=is_default)


def _check(subdomain: str) -> None:
    if not SUBDOMAIN.fullmatch(subdomain):
        message = f"{subdomain!r} cannot be a subdomain: use letters, digits and hyphens"
        raise ValueError(message)


def _schema(subdomain: str) -> str:
    return f"ombud_{subdomain}"
