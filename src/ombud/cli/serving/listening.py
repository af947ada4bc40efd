"""The one socket on which a server listens, and how to write its address."""

import socket

from ombud.cli.refusal import refuse
from ombud.config import Config

__all__ = ["address", "listen"]

BACKLOG = 2048


def listen(config: Config) -> socket.socket:
    """A listening socket that child processes may inherit; refuses when it cannot be had."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((config.host, config.port))
    except (OSError, OverflowError) as error:
        found.close()
        reason = error.strerror if isinstance(error, OSError) else str(error)
        refuse(
            f"cannot listen on {config.host}, port {config.port}: {reason}",
            "Stop what uses the port (perhaps another Ombud), or choose with --port and --host.",
        )
    found.listen(BACKLOG)
    found.set_inheritable(True)
    return found


def address(config: Config, listening: socket.socket) -> str:
    """`http://HOST:PORT`, with the port that was given out when 0 was asked for."""
    host = f"[{config.host}]" if ":" in config.host else config.host
    scheme = "https" if config.tls_certificate else "http"
    return f"{scheme}://{host}:{listening.getsockname()[1]}"
