"""`ombud mail receive`: takes one mail from standard input, for mail servers that run a command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Annotated, NoReturn

import typer

from ombud.cli.settings import Data, DatabaseUrl, settings

if TYPE_CHECKING:
    from ombud.config import Config
    from ombud.db import Account, Directory

__all__ = ["receive"]

# What mail servers know from sysexits.h: a bad mail, no such address, try again later.
BAD_DATA, NO_USER, LATER = 65, 67, 75
STEP = 1 << 20


def receive(
    *,
    sender: Annotated[
        str | None, typer.Option(help="Sender of the envelope; empty for a bounce.")
    ] = None,
    recipient: Annotated[
        list[str] | None, typer.Option(help="Recipient of the envelope; may be repeated.")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Store the mail on standard input; exit 0 once it is on the disk, 75 for try again later."""
    from ombud.cli.storage import require_desk

    with _later():
        config = settings(data=data, database_url=database_url)
        directory = require_desk(config)
        try:
            _receive(config, directory, sender, recipient or [])
        finally:
            directory.close()


def _receive(
    config: "Config", directory: "Directory", sender: str | None, recipients: list[str]
) -> None:
    from ombud.families.inbound_mails.storing import store
    from ombud.values.clock import SystemClock

    clock = SystemClock()
    raw, size = _read(sys.stdin.buffer, config.mail_limit)
    if not raw or raw.isspace():
        _end(BAD_DATA, "there is no mail on standard input")
    for account, addresses in _accounts(config, directory, recipients, raw):
        store(
            account,
            config,
            clock,
            raw,
            door="command",
            sender=sender,
            recipients=addresses,
            size=size,
        )


def _accounts(
    config: "Config", directory: "Directory", recipients: list[str], raw: bytes
) -> list[tuple["Account", list[str]]]:
    """Who gets it: by the envelope, else by the head of the mail, else the default account."""
    from ombud.channels.mail_in.routing import Routes
    from ombud.families.inbound_mails.copies import head_of

    routes = Routes(directory, config)
    for address in recipients:
        if routes.account_of(address) is None:
            _end(NO_USER, f"no account takes mail for {address}")
    found = routes.shared_out(recipients or head_of(raw, 0).recipients)
    return found or [(directory.default(), [])]


def _read(stream: IO[bytes], limit: int) -> tuple[bytes, int]:
    """The mail and its size; of one above the limit only the beginning is kept in memory."""
    raw = stream.read(limit + 1)
    size = len(raw)
    while size > limit and (piece := stream.read(STEP)):
        size += len(piece)
    return raw, size


@contextmanager
def _later() -> Iterator[None]:
    """Whatever an operator can mend is a reason to try again, not to send the mail back."""
    from sqlalchemy.exc import SQLAlchemyError

    from ombud.db import TryAgainLater

    try:
        yield
    except typer.Exit as refusal:
        raise typer.Exit(LATER if refusal.exit_code == 1 else refusal.exit_code) from refusal
    except (OSError, SQLAlchemyError, TryAgainLater) as error:
        _end(LATER, f"not stored, try again later: {error!r}")


def _end(code: int, reason: str) -> NoReturn:
    print(f"ombud: {reason}", file=sys.stderr)
    raise typer.Exit(code)
