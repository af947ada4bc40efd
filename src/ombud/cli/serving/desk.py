"""Puts socket, server processes and job runner together for `ombud serve`."""

import os
import select
import signal
import socket
import ssl

import msgspec

from ombud.cli.refusal import refuse
from ombud.cli.serving.children import Children
from ombud.cli.serving.listening import address, listen
from ombud.cli.serving.mail_doors import MailDoors, open_mail_doors
from ombud.cli.storage import open_desk
from ombud.config import Config

__all__ = ["serve_desk"]


def serve_desk(config: Config) -> None:
    """Serve until SIGTERM or SIGINT; says `ready on ...` once when requests are answered."""
    _check_certificate(config)
    open_desk(config).close()
    listening, doors = listen(config), open_mail_doors(config)
    # The runner writes into mails where the server is: with the port that was given out for 0.
    config = msgspec.structs.replace(config, port=listening.getsockname()[1])
    children = Children(config)
    try:
        if config.workers > 1:
            _serve_in_children(config, listening, children, doors)
        else:
            _serve_inline(config, listening, children, doors)
    finally:
        children.stop()


def _serve_inline(
    config: Config, listening: socket.socket, children: Children, doors: MailDoors
) -> None:
    from ombud.cli.serving.server import serve_here

    def ready() -> None:
        _say_ready(config, listening)
        _start_beside(config, children, doors)
        children.watch_beside()

    serve_here(config, listening, ready)


def _serve_in_children(
    config: Config, listening: socket.socket, children: Children, doors: MailDoors
) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: children.stopping())
    read_end, write_end = os.pipe()
    descriptors = (listening.fileno(), write_end)
    for _ in range(config.workers):
        arguments = [str(descriptor) for descriptor in descriptors]
        children.start("serve-part", *arguments, keep_open=descriptors)
    _wait_for_all(config.workers, read_end, children)
    if children.is_stopping:
        return
    _say_ready(config, listening)
    _start_beside(config, children, doors)
    children.watch()


def _wait_for_all(count: int, pipe: int, children: Children) -> None:
    """Every worker writes one byte when it accepts connections."""
    while count and not children.is_stopping:
        if select.select([pipe], [], [], 0.1)[0]:
            count -= len(os.read(pipe, count))
        elif children.ended():
            refuse(
                "a server process ended while it was starting",
                "What it wrote above says why; with --workers 1 the same fault is easier to see.",
            )


def _start_beside(config: Config, children: Children, doors: MailDoors) -> None:
    """The processes that go with the server: the runner, and who takes mail."""
    doors.start(children)
    if config.runner:
        children.start("work", "--until-parent-ends")


def _say_ready(config: Config, listening: socket.socket) -> None:
    print(f"ready on {address(config, listening)}", flush=True)


def _check_certificate(config: Config) -> None:
    if not config.tls_certificate and not config.tls_key:
        return
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(config.tls_certificate, config.tls_key or None)
    except (OSError, ssl.SSLError) as error:
        refuse(
            f"the TLS certificate cannot be used: {error}",
            "Give --tls-certificate a PEM file with the chain and --tls-key its private key.",
        )
