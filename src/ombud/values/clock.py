"""The only source of the current time, so that a desk's clock can be frozen and moved."""

import time
from typing import Protocol

__all__ = ["Clock", "SystemClock", "monotonic", "wall_milliseconds"]


class Clock(Protocol):
    """Anything that tells the time of a desk."""

    def now(self) -> int:
        """Whole seconds since 1970 in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> int:
        return int(time.time())


def monotonic() -> float:
    """Seconds on a clock that never goes back, for durations only."""
    return time.monotonic()


def wall_milliseconds() -> int:
    """The machine's time, for leases and retries, which a frozen desk clock must not stop."""
    return time.time_ns() // 1_000_000
