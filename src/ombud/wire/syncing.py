"""One sync of the disk for all answers that wait for one, as databases call group commit."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from ombud.db import Account

__all__ = ["Syncing"]


class Syncing:
    """Holds answers back until what they acknowledge survives a power cut.

    While the disk syncs, the next requests are carried out; one later sync does for all of them.
    """

    def __init__(self, account: Account, threads: ThreadPoolExecutor) -> None:
        self._account, self._threads = account, threads
        self._running: asyncio.Future[None] | None = None
        self._next: asyncio.Future[None] | None = None

    async def wait(self) -> None:
        """Return once everything committed before the call is safe; raises OSError."""
        # The sync that runs may have begun before the caller's commit.
        if self._next is None:
            self._next = asyncio.ensure_future(self._sync(self._running))
        await asyncio.shield(self._next)

    async def _sync(self, before: asyncio.Future[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        self._running, self._next = self._next, None
        await asyncio.get_running_loop().run_in_executor(self._threads, self._account.sync)
