"""Lets a child process end when its parent does, however the parent ended."""

import os
import signal
import sys
import threading

__all__ = ["stop_when_parent_ends"]


def stop_when_parent_ends() -> None:
    """Stop gracefully once standard input, a pipe that only the parent holds, is closed."""
    threading.Thread(target=_wait, args=(sys.stdin.fileno(),), daemon=True).start()


def _wait(pipe: int) -> None:
    # Not sys.stdin.read: its lock would be held when the interpreter ends.
    while os.read(pipe, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
