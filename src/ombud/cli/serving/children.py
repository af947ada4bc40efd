"""The processes beside this one: starts them, starts them again when they end, stops them."""

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from ombud.config import Config, to_environment
from ombud.values.clock import monotonic

__all__ = ["Children"]

log = structlog.get_logger("ombud.serve")
LOOKS_EVERY = 0.2
# A child that ends at once is not started again and again without a pause.
PAUSE = 1.0
PATIENCE = 20.0


@dataclass(slots=True)
class _Child:
    arguments: Sequence[str]
    keep_open: Sequence[int]
    process: subprocess.Popen[bytes]
    started: float


class Children:
    """Every child is `ombud` itself with the settings of this process."""

    def __init__(self, config: Config) -> None:
        self._environment = {**os.environ, **to_environment(config)}
        self._children: list[_Child] = []
        self._stopping = threading.Event()

    def start(self, *arguments: str, keep_open: Sequence[int] = ()) -> None:
        """Start `ombud ARGUMENTS`, which inherits the file descriptors of `keep_open`."""
        process = self._open(arguments, keep_open)
        self._children.append(_Child(arguments, keep_open, process, monotonic()))

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def ended(self) -> bool:
        """Whether a child ended by itself."""
        return any(child.process.poll() is not None for child in self._children)

    def watch(self) -> None:
        """Start again whoever ends; returns after `stopping`."""
        while not self._stopping.wait(LOOKS_EVERY):
            for child in self._children:
                code = child.process.poll()
                if code is not None and monotonic() - child.started > PAUSE:
                    log.warning("process ended", command=child.arguments[0], exit_code=code)
                    child.process = self._open(child.arguments, child.keep_open)
                    child.started = monotonic()

    def watch_beside(self) -> threading.Thread:
        """Watch in a thread, for a process that has something else to do."""
        thread = threading.Thread(target=self.watch, name="children", daemon=True)
        thread.start()
        return thread

    def stopping(self) -> None:
        """Let `watch` return; may be called from a signal handler."""
        self._stopping.set()

    def stop(self) -> None:
        """Ask every child to finish what it has in hand, and wait; the silent ones are killed."""
        self._stopping.set()
        for child in self._children:
            child.process.terminate()
        deadline = monotonic() + PATIENCE
        for child in self._children:
            try:
                child.process.wait(max(deadline - monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                log.warning("process killed", command=child.arguments[0])
                child.process.kill()
                child.process.wait()

    def _open(self, arguments: Sequence[str], keep_open: Sequence[int]) -> subprocess.Popen[bytes]:
        # A process group of its own: Ctrl-C in the terminal reaches only us, who tell the
        # others. Standard input is how a child notices that we are gone.
        return subprocess.Popen(  # noqa: S603 (our own program with our own words)
            [sys.executable, "-m", "ombud", *arguments],
            env=self._environment,
            stdin=subprocess.PIPE,
            pass_fds=keep_open,
            process_group=0,
        )
