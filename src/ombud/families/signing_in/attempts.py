"""Counts failed sign-ins of one e-mail address from one network address, in memory.

The first few cost nothing, the next ones wait, and after many of them nothing is even tried for
a while. Each process counts for itself; a restart forgets.
"""

import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable

from ombud.values.clock import monotonic
from ombud.wire.errors import TooManyRequests

__all__ = ["FREE", "LOCKED_SECONDS", "MOST_FAILURES", "Attempts"]

# Failures that are answered at once: people mistype.
FREE = 5
FIRST_DELAY, LONGEST_DELAY = 0.25, 4.0
MOST_FAILURES = 20
LOCKED_SECONDS = 300
REMEMBERED_SECONDS = 3600
# The longest unused entries are forgotten when there are more than this many.
MOST_REMEMBERED = 10_000
REFUSED = "Too many failed sign-ins from your address. Wait before trying again."


class Entry:
    """What is known of one pair of addresses."""

    __slots__ = ("count", "forgotten_at", "locked_until")

    def __init__(self) -> None:
        self.count, self.forgotten_at, self.locked_until = 0, 0.0, 0.0


class Attempts:
    """Kept once for each account; `now` tells seconds on a clock that never goes back."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self.now = now
        self._entries: OrderedDict[bytes, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, email: str, address: str) -> None:
        """Raise TooManyRequests while this pair is locked out, right password or not."""
        entry = self._entries.get(_key(email, address)) if self._entries else None
        if entry is not None and entry.locked_until > self.now():
            seconds = math.ceil(entry.locked_until - self.now())
            raise TooManyRequests(seconds, "TooManyFailedSignIns", REFUSED)

    def failed(self, email: str, address: str) -> float:
        """Count a failure; the seconds for which its answer should wait."""
        now, key = self.now(), _key(email, address)
        with self._lock:
            entry = self._entries.pop(key, None)
            if entry is None or entry.forgotten_at <= now:
                entry = Entry()
            entry.count += 1
            entry.forgotten_at = now + REMEMBERED_SECONDS
            if entry.count >= MOST_FAILURES:
                entry.locked_until = now + LOCKED_SECONDS
            self._entries[key] = entry
            if len(self._entries) > MOST_REMEMBERED:
                self._entries.popitem(last=False)
        if entry.count <= FREE:
            return 0.0
        return float(min(FIRST_DELAY * 2 ** (entry.count - FREE - 1), LONGEST_DELAY))

    def succeeded(self, email: str, address: str) -> None:
        """Forget the failures of this pair."""
        if self._entries:
            with self._lock:
                self._entries.pop(_key(email, address), None)


def _key(email: str, address: str) -> bytes:
    # Hashed, so that long made-up names do not fill the memory.
    return hashlib.blake2b(f"{email.lower()}\0{address}".encode(), digest_size=16).digest()
