"""An HTTP receiver on loopback: keeps each request as it came, answers as a test tells it to."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from io import BufferedReader
from time import monotonic
from types import TracebackType
from typing import Self

__all__ = ["Answering", "HttpPeer", "Received", "unused_port"]

PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Received:
    """One request, as bytes and in its parts; header names as they were written."""

    raw: bytes
    method: str
    # What stands in the request line: path and query, or whatever was sent.
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    # Which connection it came by: the first is 0.
    connection: int
    # When it had arrived, in seconds of the monotonic clock.
    at: float

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The first header of this name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True)
class Answering:
    """How requests are answered; what is not said here is a plain `200 OK`."""

    status: int = 200
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    # Seconds before the first byte; and after each byte of the body.
    delay: float = 0.0
    drip: float = 0.0
    # Seconds after each byte of the head.
    head_drip: float = 0.0
    # Sent instead of an answer, and then the connection is closed.
    garbage: bytes | None = None
    # Close the connection without an answer.
    closes: bool = False
    # Never say a word, and keep the connection.
    silent: bool = False
    # A body that does not end, in chunks.
    endless: bool = False
    # How many such answers there are before it is a plain 200 again; None for no end.
    times: int | None = None

    def head(self) -> bytes:
        """The status line and the headers."""
        lines = [f"HTTP/1.1 {self.status} {self.reason or REASONS.get(self.status, 'Whatever')}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        named = {name.lower() for name, _ in self.headers}
        if self.endless:
            lines.append("Transfer-Encoding: chunked")
        elif not named & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(self.body)}")
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


REASONS = {
    200: "OK",
    201: "Created",
    204: "No Content",
    301: "Moved Permanently",
    302: "Found",
    307: "Temporary Redirect",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
PLAIN = Answering()


class HttpPeer:
    """Listens from `with HttpPeer() as peer` on, at `peer.url`; one thread for each connection."""

    def __init__(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._tls, self._host = tls, host
        self._answers: dict[str, Answering] = {}
        self._default = PLAIN
        self._received: list[Received] = []
        self._changed = threading.Condition()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()
        self.connections = 0

    def __enter__(self) -> Self:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        self._listener = socket.create_server((self._host, 0), family=family, backlog=512)
        self.port: int = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        # Closing alone would leave the thread in `accept`.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._changed:
            still_open = list(self._open)
        for connection in still_open:
            _hang_up(connection)
        for thread in self._threads:
            thread.join(PATIENCE)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}"

    @property
    def received(self) -> list[Received]:
        """The requests so far, in the order of their arrival."""
        with self._changed:
            return list(self._received)

    def answer(self, answering: Answering, path: str | None = None) -> None:
        """Answer this path so from now on, without its query; or whatever has no answer yet."""
        with self._changed:
            if path is None:
                self._default = answering
            else:
                self._answers[path] = answering

    def clear(self) -> None:
        """Forget the requests so far."""
        with self._changed:
            self._received.clear()

    def wait(self, count: int, seconds: float = PATIENCE) -> list[Received]:
        """The requests, once there are so many; raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._received) >= count, seconds):
                raise TimeoutError(f"{len(self._received)} of {count} requests came")
            return list(self._received)

    def _start(self, run: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=run, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            number, self.connections = self.connections, self.connections + 1
            self._start(self._serve, connection, number)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with self._kept(connection), suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with self._kept(connection), connection.makefile("rb") as stream:
                while (request := _read(stream, number)) is not None:
                    if not self._respond(connection, request):
                        return

    @contextmanager
    def _kept(self, connection: socket.socket) -> Iterator[None]:
        with self._changed:
            self._open.add(connection)
        try:
            yield
        finally:
            with self._changed:
                self._open.discard(connection)
            _hang_up(connection)

    def _respond(self, connection: socket.socket, request: Received) -> bool:
        """Answer; whether the connection stays."""
        how = self._taken(request)
        self._stopping.wait(how.delay)
        if how.silent:
            self._stopping.wait()
        if how.closes or self._stopping.is_set():
            return False
        if how.garbage is not None:
            connection.sendall(how.garbage)
            return False
        if how.head_drip or how.drip or how.endless:
            self._drip(connection, how)
        else:
            connection.sendall(how.head() + (b"" if request.method == "HEAD" else how.body))
        wishes = {request.header("connection"), *(v for n, v in how.headers if n == "Connection")}
        return "close" not in wishes

    def _taken(self, request: Received) -> Answering:
        with self._changed:
            self._received.append(request)
            found = self._answers.get(request.path)
            how = found or self._default
            if how.times is not None:
                left = replace(how, times=how.times - 1) if how.times > 1 else PLAIN
                if found is None:
                    self._default = left
                else:
                    self._answers[request.path] = left
            self._changed.notify_all()
        return how

    def _drip(self, connection: socket.socket, how: Answering) -> None:
        for part, pause in ((how.head(), how.head_drip), (how.body, how.drip)):
            for piece in [part[i : i + 1] for i in range(len(part))] if pause else [part]:
                connection.sendall(piece)
                if self._stopping.wait(pause):
                    return
        while how.endless and not self._stopping.is_set():
            connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def unused_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _read(stream: BufferedReader, number: int) -> Received | None:
    """The next request of a connection; None at its end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line: bytes = stream.readline(65_537)
        if not line:
            return None
        head += line
    first, *rest = head.decode("latin-1").split("\r\n")[:-2]
    method, _, target = first.rpartition(" ")[0].partition(" ")
    headers = tuple(
        (name, value.strip()) for name, _, value in (line.partition(":") for line in rest)
    )
    named = {name.lower(): value for name, value in headers}
    body: bytes = stream.read(int(named.get("content-length", "0")))
    return Received(head + body, method, target, headers, body, number, monotonic())


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
