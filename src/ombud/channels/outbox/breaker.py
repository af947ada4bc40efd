"""Lets a destination rest that keeps failing, and tries it again with one message at a time."""

from collections import deque
from dataclasses import dataclass

__all__ = ["Breaker", "BreakerRule"]

# The window is counted in this many parts, so that what is old can be forgotten part by part.
PARTS = 30


@dataclass(frozen=True, slots=True)
class BreakerRule:
    """When a destination rests: a share of failures, or their number, within a window of seconds."""

    share: float = 0.7
    # Fewer attempts than this say nothing about a share.
    least: int = 10
    most_errors: int = 1000
    window: float = 300.0
    # Seconds of rest before one message is tried.
    pause: float = 5.0


@dataclass(slots=True)
class _Part:
    number: int
    attempts: int = 0
    errors: int = 0


class Breaker:
    """The recent attempts at one destination; times are monotonic seconds."""

    __slots__ = ("_attempts", "_errors", "_parts", "_probing", "_rests_until", "_rule")

    def __init__(self, rule: BreakerRule) -> None:
        self._rule = rule
        self._parts: deque[_Part] = deque()
        self._attempts = self._errors = 0
        self._rests_until: float | None = None
        self._probing = False

    def room(self, now: float, wanted: int) -> int:
        """How many of the wanted sends may begin: all, one as a probe, or none."""
        if self._rests_until is None:
            return wanted
        return 0 if self._probing or now < self._rests_until else min(1, wanted)

    @property
    def rests_until(self) -> float | None:
        """Until when nothing is sent; past while there is one probe after the other."""
        return self._rests_until

    def rest(self, until: float) -> None:
        """Somebody else found that the destination has to rest."""
        self._rests_until = max(until, self._rests_until or until)

    def began(self) -> bool:
        """A send was begun; whether it is the probe, which is to be told when it ends."""
        self._probing = self._rests_until is not None
        return self._probing

    def ended(self, now: float, *, failed: bool | None, probe: bool) -> None:
        """Count an attempt; None says nothing about the destination.

        What was under way when the rest began decides nothing any more.
        """
        if probe:
            self._probing = False
            if failed:
                self._rests_until = now + self._rule.pause
            elif failed is not None:
                self._close()
        elif self._rests_until is None and failed is not None:
            self._count(now, failed=failed)
            if failed and self._is_too_much():
                self._rests_until = now + self._rule.pause

    def _close(self) -> None:
        self._rests_until = None
        self._parts.clear()
        self._attempts = self._errors = 0

    def _count(self, now: float, *, failed: bool) -> None:
        number = int(now * PARTS / self._rule.window)
        while self._parts and self._parts[0].number <= number - PARTS:
            old = self._parts.popleft()
            self._attempts -= old.attempts
            self._errors -= old.errors
        if not self._parts or self._parts[-1].number != number:
            self._parts.append(_Part(number))
        part = self._parts[-1]
        part.attempts += 1
        part.errors += failed
        self._attempts += 1
        self._errors += failed

    def _is_too_much(self) -> bool:
        if self._errors > self._rule.most_errors:
            return True
        enough = self._attempts >= self._rule.least
        return enough and self._errors >= self._rule.share * self._attempts
