"""The process that takes mail by SMTP and LMTP, which `ombud serve` starts."""

from typing import Annotated

import typer

from ombud.cli.settings import settings

__all__ = ["take_mail"]


def take_mail(
    smtp_socket: Annotated[int, typer.Argument()], lmtp_socket: Annotated[int, typer.Argument()]
) -> None:
    """Take mail at these sockets, which listen already; 0 stands for a door that is not there."""
    import socket

    from ombud.channels.mail_in.listening import KINDS, listen_until_stopped
    from ombud.cli.logs import write_logs
    from ombud.cli.serving.parent import stop_when_parent_ends
    from ombud.cli.storage import require_desk

    config = settings()
    write_logs(config.log_level)
    stop_when_parent_ends()
    doors = {
        door: socket.socket(fileno=number)
        for door, number in zip(KINDS, (smtp_socket, lmtp_socket), strict=True)
        if number
    }
    directory = require_desk(config)
    try:
        listen_until_stopped(doors, directory, config)
    finally:
        directory.close()
