"""A mail server on loopback: keeps what it is given, refuses as a test tells it to."""

import asyncio
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

__all__ = ["Mailed", "SmtpPeer"]

PATIENCE = 10.0
TAKEN = "250 2.0.0 Taken"


@dataclass(frozen=True, slots=True)
class Mailed:
    """One mail that was taken: its envelope, its bytes, and how it came."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    # Whether the connection spoke TLS, and who had signed in.
    tls: bool
    user: str | None
    # Which connection it came by: the first is 0.
    connection: int
    # What the sender said of itself.
    helo: str

    @property
    def message(self) -> EmailMessage:
        """The mail, read by the standard library."""
        return message_from_bytes(self.raw, policy=policy.default)

    def header(self, name: str) -> str:
        """The first header of this name as it was sent, unfolded but not decoded; or nothing."""
        head = self.raw.partition(b"\r\n\r\n")[0].decode("latin-1").replace("\r\n ", " ")
        for line in head.split("\r\n"):
            if line.lower().startswith(f"{name.lower()}:"):
                return line.partition(":")[2].strip()
        return ""


class SmtpPeer:
    """Listens from `with SmtpPeer() as peer` on, at `peer.url`.

    `tls` with `implicit` is TLS from the first byte; without it, STARTTLS is offered. With a
    `login` nobody is taken mail from before AUTH.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        login: tuple[str, str] | None = None,
        utf8: bool = True,
        size_limit: int = 50_000_000,
    ) -> None:
        self._tls, self._implicit, self._login = tls, implicit, login
        self._utf8, self._size_limit = utf8, size_limit
        self._mails: list[Mailed] = []
        self._changed = threading.Condition()
        self._refusals: dict[tuple[str, str], tuple[str, int | None]] = {}
        self._delay = 0.0
        self._closes = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.connections = 0
        # How often each command was heard, such as `RCPT`.
        self.attempts: list[tuple[str, str]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        begun = asyncio.run_coroutine_threadsafe(self._begin(), self._loop)
        self._server = begun.result(PATIENCE)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(PATIENCE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    @property
    def url(self) -> str:
        """What `smtp_url` is to be; a user and a password are in it where they are needed."""
        user = "" if self._login is None else f"{self._login[0]}:{self._login[1]}@"
        return f"{'smtps' if self._implicit else 'smtp'}://{user}127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[Mailed]:
        """The mails so far, in the order of their arrival."""
        with self._changed:
            return list(self._mails)

    def to(self, address: str) -> list[Mailed]:
        """The mails of which this address got one."""
        wanted = address.lower()
        return [mail for mail in self.mails if wanted in map(str.lower, mail.recipients)]

    def refuse(
        self, answer: str, *, at: str = "RCPT", address: str = "", times: int | None = None
    ) -> None:
        """Answer so at a command: `MAIL`, `RCPT` of this address (or of every one), or `DATA`.

        `times` is how often; None for ever.
        """
        with self._changed:
            self._refusals[at, address.lower()] = (answer, times)

    def forgive(self) -> None:
        """Take everything again, at once."""
        with self._changed:
            self._refusals.clear()
            self._delay, self._closes = 0.0, False

    def slow_down(self, seconds: float) -> None:
        """Wait so long before each mail is taken."""
        self._delay = seconds

    def hang_up(self) -> None:
        """Close the connection where a mail would be taken."""
        self._closes = True

    def clear(self) -> None:
        """Forget the mails so far."""
        with self._changed:
            self._mails.clear()
            self.attempts.clear()

    def wait(self, count: int, seconds: float = PATIENCE) -> list[Mailed]:
        """The mails, once there are so many; raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._mails) >= count, seconds):
                raise TimeoutError(f"{len(self._mails)} of {count} mails came")
            return list(self._mails)

    def _protocol(self) -> SMTP:
        number, self.connections = self.connections, self.connections + 1
        return SMTP(
            _Handler(self, number),
            data_size_limit=self._size_limit,
            enable_SMTPUTF8=self._utf8,
            hostname="peer.example",
            tls_context=None if self._implicit else self._tls,
            auth_require_tls=self._tls is not None and not self._implicit,
            authenticator=self._authenticate if self._login else None,
            loop=self._loop,
        )

    def _authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        given = data if isinstance(data, LoginPassword) else LoginPassword(b"", b"")
        found = (given.login.decode(), given.password.decode())
        return AuthResult(success=found == self._login, handled=False, auth_data=found[0])

    def _answer(self, command: str, address: str = "") -> str | None:
        """What a test wants said here instead of a yes."""
        with self._changed:
            self.attempts.append((command, address))
            for key in ((command, address.lower()), (command, "")):
                found = self._refusals.get(key)
                if found is None:
                    continue
                answer, times = found
                if times is not None:
                    if times <= 1:
                        del self._refusals[key]
                    else:
                        self._refusals[key] = (answer, times - 1)
                return answer
        return None

    def _take(self, mail: Mailed) -> None:
        with self._changed:
            self._mails.append(mail)
            self._changed.notify_all()

    async def _begin(self) -> asyncio.Server:
        tls = self._tls if self._implicit else None
        return await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=tls)

    async def _stop(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # Connections say goodbye one turn of the loop later.
        await asyncio.sleep(0)


class _Handler:
    """What aiosmtpd asks at each command; the names are its own."""

    def __init__(self, peer: SmtpPeer, number: int) -> None:
        self._peer, self._number = peer, number

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: Sequence[str],
    ) -> str:
        if self._peer._login is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        refusal = self._peer._answer("MAIL", address)
        if refusal is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return refusal or "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: Sequence[str],
    ) -> str:
        refusal = self._peer._answer("RCPT", address)
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        if self._peer._delay:
            await asyncio.sleep(self._peer._delay)
        if self._peer._closes and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
            return "421 Bye"
        refusal = self._peer._answer("DATA")
        if refusal is not None:
            return refusal
        content = envelope.original_content or b""
        self._peer._take(
            Mailed(
                sender=envelope.mail_from or "",
                recipients=tuple(envelope.rcpt_tos),
                raw=content,
                tls=session.ssl is not None or self._peer._implicit,
                user=session.auth_data if session.authenticated else None,
                connection=self._number,
                helo=session.host_name or "",
            )
        )
        return TAKEN
