"""The composition root: puts storage, families and protocol together."""

import functools
import ipaddress
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from ombud import contract
from ombud.config import Config
from ombud.db import Account, Directory
from ombud.families import FAMILIES
from ombud.families.signing_in.authenticate import authenticate
from ombud.storage import open_directory
from ombud.values.clock import Clock, SystemClock
from ombud.wire import openapi
from ombud.wire.asgi import Api, Receive, Scope, Send
from ombud.wire.dispatch import Dispatcher, PendingOperation, Routes
from ombud.wire.envelope import Answer, json_answer
from ombud.wire.operation import Operation, operations_of
from ombud.workspace import docs
from ombud.workspace.site import build_site

__all__ = ["Ombud", "build_app", "open_directory", "operations", "pending_operations"]


def operations() -> list[Operation]:
    """Every operation that is built."""
    return [operation for family in FAMILIES for operation in operations_of(family)]


def pending_operations(built: Sequence[Operation]) -> list[PendingOperation]:
    """Every documented path that waits for a later capability."""
    names = {operation.name for operation in built}
    # An alias may belong to a family that is built although the operation's own is not.
    taken = {(each.method, blank(path)) for each in built for path in each.paths}
    return [
        PendingOperation(row.method, path, row.name, row.reason)
        for row in contract.operations()
        if row.name not in names
        for path in (row.path, *row.aliases)
        if (row.method, blank(path)) not in taken
    ]


def blank(path: str) -> str:
    """The path without the names of its parameters, for comparing."""
    return re.sub(r"\{\w+\}", "{}", path)


class Ombud:
    """The whole application as one ASGI callable."""

    def __init__(self, config: Config, directory: Directory, clock: Clock, routes: Routes) -> None:
        self.config, self.directory, self.clock = config, directory, clock
        self.operations = routes.operations
        self.dispatcher = Dispatcher(routes, authenticate, config, clock, directory)
        # A PostgreSQL request waits for the network, so it may not hold up the event loop.
        threads = ThreadPoolExecutor(config.pool_size) if config.database_url else None
        # Made when somebody first asks, then kept.
        document = functools.cache(lambda: openapi.document(routes.operations, routes.pending))
        pages: dict[str, Callable[[], Answer]] = {
            openapi.PATH: functools.cache(lambda: json_answer(200, document())),
            **docs.pages(document),
        }
        self._api = Api(self.dispatcher, self.account_of, config.public_url, threads, pages)
        self._site = build_site(self.account_of, config, clock, self._api)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # Most requests are the API's: they need not pass the list of pages.
            is_api = scope["path"].startswith("/api/")
            await (self._api if is_api else self._site)(scope, receive, send)
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
    return Ombud(config, open_directory(config), clock or SystemClock(), _routes())


@functools.cache
def _routes() -> Routes:
    """The same for all applications of a process."""
    built = operations()
    return Routes(built, pending_operations(built))


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
