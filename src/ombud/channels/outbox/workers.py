"""The threads that send; shared by all accounts of a runner, which hands work to one at a time."""

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ["Workers"]

MOST = 96
# What is kept for destinations with nothing under way, however many others are slow.
RESERVED = MOST // 4
# Seconds in which more may end, to be recorded in one transaction.
LINGER = 0.003


class Workers:
    """Threads are started as they are needed, up to MOST. Called by one thread, the dispatcher's.

    They do not keep the process from ending.
    """

    def __init__(self) -> None:
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._woken = threading.Event()
        self._threads = 0
        self.busy = 0

    def free(self, planned: int, *, reserve: bool = True) -> int:
        """How many threads there are for more, after `planned` others; with the reserve kept."""
        return max(0, MOST - self.busy - planned - (RESERVED if reserve else 0))

    def hand(self, task: Callable[[], None]) -> None:
        """Do it in a thread; what it raises ends the thread, so let it raise nothing."""
        self.busy += 1
        if self.busy > self._threads:
            self._threads += 1
            threading.Thread(target=self._work, name="delivery", daemon=True).start()
        self._tasks.put(task)

    def ended(self) -> None:
        """One task is over and seen to."""
        self.busy -= 1

    def wait(self, seconds: float) -> None:
        """Return soon after a task has ended, and after `seconds` at the latest."""
        if self._woken.wait(seconds) and self.busy > 1:
            time.sleep(LINGER)
        self._woken.clear()

    def wake(self) -> None:
        """Let `wait` return."""
        self._woken.set()

    def close(self) -> None:
        """End the threads, each after what it does."""
        for _ in range(self._threads):
            self._tasks.put(None)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            task()
            self._woken.set()
