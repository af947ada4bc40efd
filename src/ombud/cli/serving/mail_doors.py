"""The sockets at which `serve` takes mail; the process behind them is `ombud take-mail`."""

import socket
from dataclasses import dataclass
from pathlib import Path

from ombud.cli.refusal import refuse
from ombud.cli.serving.children import Children
from ombud.config import Config

__all__ = ["MailDoors", "open_mail_doors"]

BACKLOG = 128


@dataclass(frozen=True, slots=True)
class MailDoors:
    """Where mail is taken; what comes while nobody takes it waits in the queue of the socket."""

    smtp: socket.socket | None
    lmtp: socket.socket | None

    def start(self, children: Children) -> None:
        """Start who takes the mail, if there is a door at all."""
        doors = (self.smtp, self.lmtp)
        numbers = [0 if each is None else each.fileno() for each in doors]
        if any(numbers):
            children.start("take-mail", *map(str, numbers), keep_open=[*filter(None, numbers)])


def open_mail_doors(config: Config) -> MailDoors:
    """Listen where the settings say so; refuses a place that cannot be had."""
    return MailDoors(
        _tcp("OMBUD_SMTP_LISTEN", config.smtp_listen) if config.smtp_listen else None,
        _lmtp(config.lmtp_listen) if config.lmtp_listen else None,
    )


def _lmtp(place: str) -> socket.socket:
    if "/" not in place:
        return _tcp("OMBUD_LMTP_LISTEN", place)
    found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    path = Path(place)
    try:
        if path.is_socket():
            path.unlink()
        found.bind(place)
        # Who may write to it may bring mail; the mail server is often in the same group.
        path.chmod(0o660)
    except OSError as error:
        refuse(
            f"cannot listen on {place}: {error.strerror}",
            "Give OMBUD_LMTP_LISTEN a path in a folder that this user may write to.",
        )
    found.listen(BACKLOG)
    return found


def _tcp(setting: str, place: str) -> socket.socket:
    host, _, port = place.rpartition(":")
    if not port.isdigit():
        refuse(f"{setting} is {place!r}", "Give it a host and a port, as in 127.0.0.1:2525.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host.strip("[]"), int(port)))
    except (OSError, OverflowError) as error:
        refuse(
            f"cannot listen on {place}: {error}",
            f"Stop what uses the port (perhaps another mail server), or choose with {setting}.",
        )
    found.listen(BACKLOG)
    return found
