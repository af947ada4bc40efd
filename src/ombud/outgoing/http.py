"""Sends HTTP requests to addresses that users typed.

One request, one answer: nothing is followed, decoded or remembered but the open connection.
"""

import ssl
import threading
from collections.abc import Iterable
from functools import lru_cache

import httpcore2

from ombud.outgoing.connecting import Resolver, Wire, connect, look_up
from ombud.outgoing.messages import HttpRequest, HttpResponse
from ombud.outgoing.networks import Networks
from ombud.outgoing.places import Place
from ombud.outgoing.unreachable import Deadline, Unreachable
from ombud.values.clock import monotonic

__all__ = ["HttpClient", "HttpRequest", "HttpResponse", "Unreachable", "client_of"]

# Seconds for all of an exchange, and bytes of an answer's body.
PATIENCE = 10.0
LARGEST = 1024 * 1024
# Idle connections: kept for less time than servers keep them, and never very many.
IDLE_SECONDS = 2.0
MOST_IDLE = 16
Key = tuple[str, str, int]


class HttpClient:
    """May be used by any number of threads at once; connections are kept open and used again."""

    def __init__(
        self,
        networks: Networks,
        *,
        patience: float = PATIENCE,
        largest: int = LARGEST,
        resolve: Resolver = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """`patience` is in seconds, for all of an exchange; `largest` in bytes of a body."""
        self._networks, self._resolve = networks, resolve
        self._patience, self._largest = patience, largest
        self._tls = tls
        self._idle: dict[Key, list[_Line]] = {}
        self._sweep_at = 0.0
        self._lock = threading.Lock()

    def send(self, request: HttpRequest, patience: float | None = None) -> HttpResponse:
        """The answer, whatever its status; raises Unreachable when there is none.

        A kept connection that turns out to be closed before a byte of an answer came is replaced
        by a new one, once: whoever closes an idle connection has not seen the request.
        """
        place = request.place
        message = httpcore2.Request(
            request.method,
            httpcore2.URL(
                scheme=place.scheme.encode(),
                host=place.host.encode(),
                port=place.port,
                target=place.target.encode(),
            ),
            headers=[(name.encode(), value.encode()) for name, value in request.fields()],
            content=request.body,
        )
        deadline = Deadline(self._patience if patience is None else patience)
        line = self._kept(place)
        if line is not None:
            try:
                return self._exchange(line, message, deadline)
            except Unreachable as error:
                if error.kind != "closed" or line.wire.has_heard:
                    raise
        wire = connect(place, self._networks, self._resolve, self._trust, deadline)
        return self._exchange(_Line(place, wire), message, deadline)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle = [line for lines in self._idle.values() for line in lines]
            self._idle.clear()
        for line in idle:
            line.connection.close()

    def _trust(self) -> ssl.SSLContext:
        """Whom to believe; read when it is first needed, because it is a long list."""
        if self._tls is None:
            self._tls = httpcore2.default_ssl_context()
        return self._tls

    def _exchange(
        self, line: "_Line", message: httpcore2.Request, deadline: Deadline
    ) -> HttpResponse:
        line.wire.deadline, line.wire.has_heard = deadline, False
        try:
            response = self._answer(line, message)
        except BaseException:
            line.connection.close()
            raise
        if line.connection.is_idle():
            self._keep(line)
        else:
            line.connection.close()
        return response

    def _answer(self, line: "_Line", message: httpcore2.Request) -> HttpResponse:
        try:
            answer = line.connection.handle_request(message)
            body = _limited(answer.iter_stream(), self._largest)
            answer.close()
        except (httpcore2.NetworkError, httpcore2.RemoteProtocolError) as error:
            raise _failure(error, line.wire) from error
        except httpcore2.LocalProtocolError as error:
            raise Unreachable("request", f"The request cannot be sent: {error}") from error
        return HttpResponse(
            answer.status,
            answer.extensions["reason_phrase"].decode("latin-1"),
            tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers
            ),
            body,
        )

    def _kept(self, place: Place) -> "_Line | None":
        """A connection to the place that is still open."""
        while True:
            with self._lock:
                lines = self._idle.get(_key(place))
                if not lines:
                    return None
                line = lines.pop()
            if not line.connection.has_expired():
                return line
            line.connection.close()

    def _keep(self, line: "_Line") -> None:
        with self._lock:
            over = self._swept()
            lines = self._idle.setdefault(_key(line.place), [])
            (lines if len(lines) < MOST_IDLE else over).append(line)
        for each in over:
            each.connection.close()

    def _swept(self) -> list["_Line"]:
        """Take out the connections to places that nobody writes to any longer."""
        if monotonic() < self._sweep_at:
            return []
        self._sweep_at = monotonic() + IDLE_SECONDS
        over: list[_Line] = []
        kept: dict[Key, list[_Line]] = {}
        for key, lines in self._idle.items():
            for line in lines:
                (over if line.connection.has_expired() else kept.setdefault(key, [])).append(line)
        self._idle = kept
        return over


@lru_cache(maxsize=4)
def client_of(networks: str) -> HttpClient:
    """The client of this process for these allowed networks, which all its accounts share.

    Raises ValueError for what is no list of networks.
    """
    return HttpClient(Networks.of(networks))


class _Line:
    """An open connection and where it leads."""

    def __init__(self, place: Place, wire: Wire) -> None:
        self.place, self.wire = place, wire
        origin = httpcore2.Origin(place.scheme.encode(), place.host.encode(), place.port)
        self.connection = httpcore2.HTTP11Connection(origin, wire, IDLE_SECONDS)


def _key(place: Place) -> Key:
    return place.scheme, place.host, place.port


def _limited(pieces: Iterable[bytes], largest: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > largest:
            raise Unreachable("too_large", f"The answer has more than {largest} bytes")
    return bytes(body)


def _failure(error: Exception, wire: Wire) -> Unreachable:
    """Which of the two it was: nothing more came, or something that is not HTTP."""
    if isinstance(error, httpcore2.NetworkError) or not wire.has_heard or wire.has_ended:
        return Unreachable(
            "closed", f"The connection was closed before an answer was complete: {error}"
        )
    return Unreachable("garbage", f"The answer is not HTTP: {error}")
