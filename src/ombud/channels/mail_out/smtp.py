"""Speaks SMTP with the configured server, and tells of each recipient what was said to it."""

import re
import smtplib
import ssl
import threading
from dataclasses import dataclass, field
from urllib.parse import unquote

from ombud.values.clock import monotonic

__all__ = ["Refused", "Route", "Sent", "Server", "route_of"]

TIMEOUT = 60.0
# Servers end what is idle for long, or has carried much; a new connection costs little.
LONGEST_IDLE, MOST_MAILS = 20.0, 100
PORTS = {"smtp": 25, "smtps": 465}
SUBMISSION = 587
PLACE = re.compile(
    r"(?:(?P<user>[^\s@:/?#]+):(?P<password>[^\s@:/?#]+)@)?"
    r"(?P<host>[\w.-]+|\[[0-9a-fA-F:.]+\])(?::(?P<port>[0-9]{1,6}))?/?"
)


@dataclass(frozen=True, slots=True)
class Route:
    """What `smtp_url` says."""

    host: str
    port: int
    implicit_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)


class Refused(Exception):
    """The server said no to all of it, or could not be talked to: then there is no code.

    `is_of_mail` says that the next mail may fare better.
    """

    def __init__(self, code: int | None, reason: str, *, is_of_mail: bool = False) -> None:
        super().__init__(reason)
        self.code, self.reason, self.is_of_mail = code, reason, is_of_mail

    @property
    def is_final(self) -> bool:
        """5xx: trying again would be in vain."""
        return self.code is not None and 500 <= self.code < 600


@dataclass(frozen=True, slots=True)
class Sent:
    """Who got it, and what was said to the others."""

    code: int
    answer: str
    taken: tuple[str, ...]
    refused: dict[str, tuple[int, str]]


def route_of(url: str) -> Route:
    """The route of an `smtp_url`; raises ValueError for what is none."""
    scheme, separator, rest = url.partition("://")
    if scheme.lower() not in PORTS or not separator:
        message = "it begins with neither smtp:// nor smtps://"
        raise ValueError(message)
    found = PLACE.fullmatch(rest)
    if found is None:
        # Nothing of it is repeated: what is taken for a port may be a part of the password.
        message = (
            "what follows :// is not [USER:PASSWORD@]HOST[:PORT], with @ : / and % in the user "
            "and the password written as %40 %3A %2F and %25"
        )
        raise ValueError(message)
    implicit_tls = scheme.lower() == "smtps"
    user, password = unquote(found["user"] or ""), unquote(found["password"] or "")
    port = int(
        found["port"] or (SUBMISSION if user and not implicit_tls else PORTS[scheme.lower()])
    )
    if not 0 < port < 65_536:
        message = "the port is not between 1 and 65535"
        raise ValueError(message)
    return Route(found["host"].strip("[]"), port, implicit_tls, user, password)


class Server:
    """The server of a route; every thread keeps a connection of its own."""

    def __init__(self, route: Route, own_name: str) -> None:
        self._route, self._own_name = route, own_name
        self._kept = threading.local()

    def send(self, sender: str, recipients: tuple[str, ...], content: bytes) -> Sent:
        """Give it one mail; raises Refused."""
        connection: _Connection | None = getattr(self._kept, "connection", None)
        self._kept.connection = None
        if connection is None or not connection.is_fresh():
            connection = _connect(self._route, self._own_name)
        try:
            sent = connection.send(sender, recipients, content)
        except Refused:
            raise
        except (OSError, smtplib.SMTPException) as error:
            raise Refused(None, _words(error)) from error
        if connection.is_good:
            self._kept.connection = connection
        return sent


class _Connection:
    """One that is open; closes with the thread whose it is."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp
        self._used_at = monotonic()
        self._mails = 0
        self.is_good = True

    def __del__(self) -> None:
        self._smtp.close()

    def is_fresh(self) -> bool:
        """Whether it can carry another mail."""
        if monotonic() - self._used_at > LONGEST_IDLE or self._mails >= MOST_MAILS:
            return False
        try:
            return self._smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def send(self, sender: str, recipients: tuple[str, ...], content: bytes) -> Sent:
        smtp = self._smtp
        self._mails, self._used_at = self._mails + 1, monotonic()
        _accept(smtp.mail(sender, self._options((sender, *recipients), content)), of_mail=True)
        taken, refused = [], {}
        for recipient in recipients:
            code, reason = smtp.rcpt(recipient)
            if code in {250, 251}:
                taken.append(recipient)
            else:
                refused[recipient] = (code, _text(reason))
            if code == 421:
                self.is_good = False
                raise Refused(code, _text(reason))
        if not taken:
            smtp.rset()
            return Sent(0, "", (), refused)
        # smtplib doubles leading dots and ends the data.
        code, reason = smtp.data(content)
        _accept((code, reason), of_mail=True)
        return Sent(code, _text(reason), tuple(taken), refused)

    def _options(self, addresses: tuple[str, ...], content: bytes) -> list[str]:
        options = []
        if self._smtp.has_extn("size"):
            options.append(f"size={len(content)}")
        if not all(map(str.isascii, addresses)):
            if not self._smtp.has_extn("smtputf8"):
                reason = "the server takes no addresses beyond ASCII (SMTPUTF8)"
                raise Refused(553, reason, is_of_mail=True)
            self._smtp.command_encoding = "utf-8"
            options += ["SMTPUTF8", "BODY=8BITMIME"]
        return options


def _connect(route: Route, own_name: str) -> _Connection:
    try:
        smtp = _opened(route, own_name)
    except (OSError, smtplib.SMTPException) as error:
        raise Refused(None, f"{route.host}:{route.port}: {_words(error)}") from error
    connection = _Connection(smtp)
    try:
        _accept(smtp.ehlo())
        if not route.implicit_tls:
            _start_tls(smtp, route)
        if route.user:
            smtp.login(route.user, route.password)
    except smtplib.SMTPAuthenticationError as error:
        # Who runs the desk can mend it, so mails wait.
        reason = f"signing in to {route.host} failed: {_text(error.smtp_error)}"
        raise Refused(None, reason) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Refused(None, f"{route.host}:{route.port}: {_words(error)}") from error
    return connection


def _opened(route: Route, own_name: str) -> smtplib.SMTP:
    if route.implicit_tls:
        tls = ssl.create_default_context()
        return smtplib.SMTP_SSL(route.host, route.port, own_name, timeout=TIMEOUT, context=tls)
    return smtplib.SMTP(route.host, route.port, own_name, timeout=TIMEOUT)


def _start_tls(smtp: smtplib.SMTP, route: Route) -> None:
    """TLS where it is offered; a password goes only to a server that shows who it is."""
    if not smtp.has_extn("starttls"):
        if route.user:
            raise Refused(None, f"{route.host} offers no STARTTLS, and the password needs it")
        return
    tls = ssl.create_default_context()
    if not route.user:
        # Better than none: without a password there is nothing that a stranger could be told.
        tls.check_hostname = False
        tls.verify_mode = ssl.CERT_NONE
    _accept(smtp.starttls(context=tls))
    _accept(smtp.ehlo())


def _accept(answer: tuple[int, bytes], *, of_mail: bool = False) -> None:
    code, reason = answer
    if not 200 <= code < 300:
        raise Refused(code, _text(reason), is_of_mail=of_mail and code != 421)


def _text(reason: bytes | str) -> str:
    text = reason if isinstance(reason, str) else reason.decode("utf-8", "replace")
    return " ".join(text.split())[:500]


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:500] or type(error).__name__
