"""The composition root: puts storage, families and protocol together."""

import ipaddress
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from ombud import contract
from ombud.config import Config
from ombud.db import Account, Directory
from ombud.families import FAMILIES
from ombud.families.signing_in.authenticate import authenticate
from ombud.tables import metadata
from ombud.values.clock import Clock, SystemClock
from ombud.wire.asgi import Api, Receive, Scope, Send
from ombud.wire.dispatch import Dispatcher, PendingOperation
from ombud.wire.operation import Operation, operations_of

__all__ = ["Ombud", "build_app", "open_directory", "operations", "pending_operations"]


def operations() -> list[Operation]:
    """Every operation that is built."""
    return [operation for family in FAMILIES for operation in operations_of(family)]


def pending_operations(built: Sequence[Operation]) -> list[PendingOperation]:
    """Every documented path that waits for a later capability."""
    names = {operation.name for operation in built}
    return [
        PendingOperation(row.method, path, row.name, row.reason)
        for row in contract.operations()
        if row.name not in names
        for path in (row.path, *row.aliases)
    ]


def open_directory(config: Config) -> Directory:
    """The accounts of the configured data folder or PostgreSQL database."""
    return Directory(
        config.data, metadata.tables, url=config.database_url, pool_size=config.pool_size
    )


class Ombud:
    """The whole application as one ASGI callable."""

    def __init__(
        self, config: Config, directory: Directory, clock: Clock, built: Sequence[Operation]
    ) -> None:
        self.config, self.directory, self.clock = config, directory, clock
        self.operations = built
        self.dispatcher = Dispatcher(built, pending_operations(built), authenticate, config, clock)
        # A PostgreSQL request waits for the network, so it may not hold up the event loop.
        threads = ThreadPoolExecutor(config.pool_size) if config.database_url else None
        self._api = Api(self.dispatcher, self.account_of, config.public_url, threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._api(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)

    def account_of(self, host: str) -> Account:
        """`NAME.localhost` and `NAME.<public host>` are account NAME, all else the default."""
        name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
        for parent in ("localhost", urlsplit(self.config.public_url).hostname or "localhost"):
            if name.endswith(f".{parent}") and not _is_address(name):
                return self.directory.find(name.removesuffix(f".{parent}"))
        return self.directory.default()


def build_app(config: Config, clock: Clock | None = None) -> Ombud:
    """The application for these settings."""
    return Ombud(config, open_directory(config), clock or SystemClock(), operations())


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
