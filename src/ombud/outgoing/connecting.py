"""Connections to places: the name is looked up once, and every address checked before one is used.

No proxy is asked, and nothing is looked up a second time between the check and the connection.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from select import POLLIN, poll
from typing import Any

import httpcore2

from ombud.outgoing.networks import Networks
from ombud.outgoing.places import Place
from ombud.outgoing.unreachable import Deadline, Unreachable

__all__ = ["Resolver", "Wire", "connect", "look_up"]

# The addresses of a host name; raises OSError or UnicodeError when it has none.
Resolver = Callable[[str, int], Sequence[str]]
# How much is handed over at once, so that a slow reader is noticed in time.
PIECE = 65_536


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host, by the machine's own resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # In their order, each once.
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Wire(httpcore2.NetworkStream):
    """A connection that reads and writes only until the deadline that is set for the moment."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self.deadline = deadline
        # Whether anything came since this was last set to False; and the end of it all.
        self.has_heard = False
        self.has_ended = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 (the deadline decides)
        try:
            content = self._stream.read(max_bytes, self.deadline.left())
        except httpcore2.TimeoutException as error:
            raise self.deadline.passed() from error
        self.has_heard = self.has_heard or bool(content)
        self.has_ended = not content
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 (the deadline decides)
        for start in range(0, len(buffer), PIECE):
            try:
                self._stream.write(buffer[start : start + PIECE], self.deadline.left())
            except httpcore2.TimeoutException as error:
                raise self.deadline.passed() from error

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return _is_readable(self._stream.get_extra_info("socket"))
        return self._stream.get_extra_info(info)


def connect(
    place: Place,
    networks: Networks,
    resolve: Resolver,
    trust: Callable[[], ssl.SSLContext],
    deadline: Deadline,
) -> Wire:
    """A connection to the place, with TLS where it is https; raises Unreachable."""
    addresses = _resolved(place, resolve, deadline)
    for address in addresses:
        # One that is not allowed spoils the name: which one is used must not be left to chance.
        if not networks.allows(address):
            raise Unreachable(
                "address", f"{place.host} leads to {address}, which is no public address"
            )
    stream = _first_open(addresses, place, deadline)
    if not place.is_secure:
        return Wire(stream, deadline)
    try:
        return Wire(stream.start_tls(trust(), place.host, deadline.left()), deadline)
    except httpcore2.TimeoutException as error:
        raise deadline.passed() from error
    except httpcore2.ConnectError as error:
        raise Unreachable("tls", f"No secure connection to {place.host}: {error}") from error


def _resolved(place: Place, resolve: Resolver, deadline: Deadline) -> Sequence[str]:
    """The addresses, looked up on another thread, because a resolver knows no deadline."""
    found: list[Sequence[str]] = []
    problems: list[Exception] = []

    def run() -> None:
        try:
            found.append(resolve(place.host, place.port))
        except (OSError, UnicodeError) as error:
            problems.append(error)

    thread = threading.Thread(target=run, name="resolving", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if found and found[0]:
        return found[0]
    if thread.is_alive():
        raise deadline.passed()
    reason = str(problems[0]) if problems else "no address"
    raise Unreachable("dns", f"{place.host} was not found: {reason}")


def _first_open(
    addresses: Sequence[str], place: Place, deadline: Deadline
) -> httpcore2.NetworkStream:
    last: Exception | None = None
    for tried, address in enumerate(addresses):
        # Those that follow get their share of the time.
        patience = deadline.left() / (len(addresses) - tried)
        try:
            return httpcore2.SyncBackend().connect_tcp(address, place.port, patience)
        except (httpcore2.ConnectError, httpcore2.TimeoutException) as error:
            last = error
    if isinstance(last, httpcore2.TimeoutException):
        raise deadline.passed() from last
    raise Unreachable("refused", f"No connection to {place.host}:{place.port}: {last}") from last


def _is_readable(connection: socket.socket | None) -> bool:
    """Whether something waits to be read, which on an idle connection can only be its end."""
    if connection is None or connection.fileno() < 0:
        return True
    watch = poll()
    watch.register(connection, POLLIN)
    return bool(watch.poll(0))
