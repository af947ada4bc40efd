"""The SMTP and LMTP servers: as many conversations as there is room for, none without an end."""

import asyncio
import signal
import socket
import ssl
from collections import Counter
from collections.abc import Mapping
from typing import Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from ombud.channels.mail_in.taking import Taking
from ombud.config import Config
from ombud.db import Directory
from ombud.families.inbound_mails.addresses import domains_of
from ombud.families.inbound_mails.storing import Door
from ombud.values.clock import Clock, SystemClock

__all__ = ["MOST_AT_ONCE", "MOST_OF_ONE", "PATIENCE", "listen_until_stopped", "opened"]

log = structlog.get_logger("ombud.mail_in")
# Conversations at the same time: of all, and of one address.
MOST_AT_ONCE, MOST_OF_ONE = 50, 20
# Seconds until a client must have said its next word, and the whole of a mail.
PATIENCE = 300.0
# Mail programs break the rule of 998 letters; a line longer than this is refused.
LONGEST_LINE = 1 << 20
BUSY = b"421 4.7.0 Too many connections, try again later\r\n"
# Nobody signs in here.
NO_SIGN_IN = ("LOGIN", "PLAIN")


class Counted:
    """Turns conversations away that are one too many; goes before a class of aiosmtpd."""

    line_length_limit = LONGEST_LINE

    def __init__(self, open_now: Counter[str], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._open_now, self._peer, self._is_refused = open_now, "", False
        self._is_counted = False

    def connection_made(self, transport: Any) -> None:
        """Count it, once: STARTTLS comes here again."""
        if not self._peer:
            peer = transport.get_extra_info("peername")
            self._peer = str(peer[0]) if isinstance(peer, tuple) else "local"
            counts = self._open_now
            is_one_too_many = self._peer != "local" and counts[self._peer] >= MOST_OF_ONE
            self._is_refused = counts.total() >= MOST_AT_ONCE or is_one_too_many
            if self._is_refused:
                log.warning("connection refused", peer=self._peer, open=counts.total())
                transport.write(BUSY)
                transport.close()
                return
            counts[self._peer] += 1
            self._is_counted = True
        super().connection_made(transport)  # type: ignore[misc]  # of the class behind this one

    def data_received(self, data: bytes) -> None:
        """What was turned away is not listened to."""
        if not self._is_refused:
            super().data_received(data)  # type: ignore[misc]  # of the class behind this one

    def eof_received(self) -> bool | None:
        """The client has no more to say."""
        if self._is_refused:
            return None
        return super().eof_received()  # type: ignore[misc, no-any-return]  # as above

    def connection_lost(self, error: Exception | None) -> None:
        """Count it no longer."""
        if self._is_refused:
            return
        # A failed TLS handshake is lost twice.
        self._open_now[self._peer] -= self._is_counted
        self._is_counted = False
        super().connection_lost(error)  # type: ignore[misc]  # of the class behind this one


class SmtpConversation(Counted, SMTP):
    """SMTP with another server."""


class LmtpConversation(Counted, LMTP):
    """LMTP with the mail server of this machine."""


KINDS: Mapping[Door, Any] = {"smtp": SmtpConversation, "lmtp": LmtpConversation}


async def opened(
    door: Door, listening: socket.socket, directory: Directory, config: Config, clock: Clock
) -> asyncio.Server:
    """A door that is open on a socket which listens already."""
    loop = asyncio.get_running_loop()
    taking = Taking(directory, config, clock, door)
    open_now: Counter[str] = Counter()
    tls = _tls(config) if door == "smtp" else None
    hostname = domains_of(config, "")[1]

    def conversation() -> Any:
        return KINDS[door](
            open_now,
            taking,
            data_size_limit=config.mail_limit,
            enable_SMTPUTF8=True,
            hostname=hostname,
            ident="Ombud",
            tls_context=tls,
            timeout=PATIENCE,
            auth_exclude_mechanism=NO_SIGN_IN,
            loop=loop,
        )

    if listening.family == socket.AF_UNIX:
        return await loop.create_unix_server(conversation, sock=listening)
    return await loop.create_server(conversation, sock=listening)


def listen_until_stopped(
    doors: Mapping[Door, socket.socket], directory: Directory, config: Config
) -> None:
    """Take mail until SIGTERM or SIGINT; what is being stored then is stored."""
    asyncio.run(_listen(doors, directory, config))


async def _listen(
    doors: Mapping[Door, socket.socket], directory: Directory, config: Config
) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    servers = [
        await opened(door, listening, directory, config, SystemClock())
        for door, listening in doors.items()
    ]
    log.info("mail doors open", doors=sorted(doors))
    await stopping.wait()
    for server in servers:
        server.close()
    log.info("mail doors closed")


def _tls(config: Config) -> ssl.SSLContext | None:
    """For STARTTLS, the server's own certificate."""
    if not config.tls_certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(config.tls_certificate, config.tls_key or None)
    return context
