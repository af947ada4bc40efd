"""An open SMTP or LMTP door of a desk, on a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ombud.channels.mail_in.listening import opened
from ombud.families.inbound_mails.storing import Door
from tests.desk import Desk

__all__ = ["open_door"]

PATIENCE = 10.0


@contextmanager
def open_door(
    desk: Desk, door: Door = "smtp", path: Path | None = None, port: int = 0
) -> Iterator[int]:
    """The door's port on loopback; 0 where it is a socket in a folder."""
    family = socket.AF_INET if path is None else socket.AF_UNIX
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", port) if path is None else str(path))
    listening.listen()
    port = listening.getsockname()[1] if path is None else 0
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    opening = opened(door, listening, desk.app.directory, desk.app.config, desk.clock)
    server = asyncio.run_coroutine_threadsafe(opening, loop).result(PATIENCE)
    try:
        yield port
    finally:
        asyncio.run_coroutine_threadsafe(_closed(server), loop).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


async def _closed(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
