"""Drives an HTTP server from this process: keep-alive connections, one request under way on each."""

import asyncio
import functools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import uvloop

__all__ = ["Measured", "drive"]

HEAD_END = b"\r\n\r\n"
# Seconds after the end of a run until a server that does not answer fails it.
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run gave: requests a second, and latencies in seconds."""

    rate: float
    p50: float
    p99: float
    failures: int


class Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one is answered, until the time is over."""

    def __init__(self, build: Callable[[], bytes], ends: float, done: asyncio.Future[None]) -> None:
        self._build, self._ends, self._done = build, ends, done
        self._buffer = b""
        self._missing = -1
        self._started = 0.0
        self.latencies: list[float] = []
        self.failures = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of asyncio's, but have the same methods.
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._missing < 0:
            end = self._buffer.find(HEAD_END)
            if end < 0:
                return
            head = self._buffer[:end].lower()
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            self._missing = end + len(HEAD_END) + int(length or 0)
            self.failures += head[9:10] != b"2"
        if len(self._buffer) >= self._missing:
            self._buffer, self._missing = b"", -1
            now = time.perf_counter()
            self.latencies.append(now - self._started)
            if now < self._ends:
                self._send()
            else:
                self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if not self._done.done():
            self._done.set_result(None)

    def _send(self) -> None:
        self._started = time.perf_counter()
        self._transport.write(self._build())


def drive(port: int, build: Callable[[], bytes], *, seconds: float, clients: int) -> Measured:
    """Keep `clients` connections busy for `seconds` with the requests that `build` gives."""
    return uvloop.run(_drive(port, build, seconds, clients))


def itself(connection: Connection) -> Connection:
    """The protocol for a connection that is about to be made."""
    return connection


async def _drive(port: int, build: Callable[[], bytes], seconds: float, clients: int) -> Measured:
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    connections: list[Connection] = []
    waiting: list[asyncio.Future[None]] = []
    for _ in range(clients):
        done = loop.create_future()
        connection = Connection(build, started + seconds, done)
        await loop.create_connection(functools.partial(itself, connection), "127.0.0.1", port)
        connections.append(connection)
        waiting.append(done)
    await asyncio.wait_for(asyncio.gather(*waiting), seconds + PATIENCE)
    elapsed = time.perf_counter() - started
    latencies = sorted(value for each in connections for value in each.latencies)
    return Measured(
        rate=len(latencies) / elapsed,
        p50=latencies[len(latencies) // 2],
        p99=latencies[int(len(latencies) * 0.99)],
        failures=sum(each.failures for each in connections),
    )
