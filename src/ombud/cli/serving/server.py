"""One server process: uvicorn with our application on a socket that is open already."""

import gc
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from ombud.app import build_app
from ombud.config import Config

__all__ = ["serve_here"]

# A connection that a client keeps open but does not use is closed after this many seconds.
KEEP_ALIVE = 75
# How long requests may go on after SIGTERM.
GRACE = 10
# Objects made, and younger collections, until garbage is looked for.
COLLECT_AFTER = (20_000, 20, 50)
# Seconds until a thread that computes lets another go on. All answers wait for the thread that
# syncs the disk, which waits for its turn several times over.
TURN = 0.001


class Server(uvicorn.Server):
    """Tells when it has begun to answer."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve_here(config: Config, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve in this process until SIGTERM or SIGINT, then finish the requests in hand."""
    # uvicorn raises the signal once more when it is done, for whoever listened before it.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    settings = _settings(config)
    _collect_seldom()
    sys.setswitchinterval(TURN)
    Server(settings, ready).run([listening])


def _collect_seldom() -> None:
    # What was imported never becomes garbage; looking through it at every turn costs the slowest
    # answers most. Requests leave few cycles behind.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _settings(config: Config) -> uvicorn.Config:
    return uvicorn.Config(
        build_app(config),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=config.tls_certificate or None,
        ssl_keyfile=config.tls_key or None,
    )
