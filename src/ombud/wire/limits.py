"""Rate limits: the account's requests a minute and the documented limits of single operations.

Counted in this process's memory, so with several workers each grants its own share.
"""

import threading
from collections.abc import Callable
from typing import Literal, NamedTuple

from ombud.values.clock import monotonic
from ombud.wire.errors import TooManyRequests

__all__ = ["ACCOUNT_LIMITS", "LIMITS", "Limit", "Limiter"]

Limit = Literal[
    "tickets-index",
    "ticket-update",
    "ticket-update-by-user",
    "ticket-delete",
    "deleted-tickets-index",
    "create-or-update-user",
    "permanently-delete-users",
    "field-options",
    "search-index",
    "users-index",
]

ACCOUNT_LIMITS = {
    # A number that no client reaches: the headers are there, and nobody is refused.
    "unlimited": 1_000_000,
    "team": 200,
    "professional": 400,
    "enterprise": 700,
    "high_volume": 2500,
}


class Rule(NamedTuple):
    """`total` calls in `seconds`."""

    total: int
    seconds: int


LIMITS: dict[Limit, Rule] = {
    "tickets-index": Rule(100, 60),
    "ticket-update": Rule(100, 60),
    "ticket-update-by-user": Rule(30, 600),
    "ticket-delete": Rule(400, 60),
    "deleted-tickets-index": Rule(10, 60),
    "create-or-update-user": Rule(5, 60),
    "permanently-delete-users": Rule(700, 600),
    "field-options": Rule(100, 60),
    "search-index": Rule(100, 60),
    "users-index": Rule(100, 60),
}
# Windows are forgotten when there are more than this many.
MOST_WINDOWS = 10_000


class Window:
    """How often something happened since `started`."""

    __slots__ = ("count", "ends")

    def __init__(self, ends: float) -> None:
        self.ends, self.count = ends, 0


class Limiter:
    """Fixed windows, one for each key."""

    def __init__(self, plan: str, now: Callable[[], float] = monotonic) -> None:
        self._account = Rule(ACCOUNT_LIMITS[plan], 60)
        self._enforced = plan != "unlimited"
        self._now = now
        self._windows: dict[tuple[str, str], Window] = {}
        self._lock = threading.Lock()

    def account(self, subdomain: str) -> dict[str, str]:
        """Count one request; the headers that tell what is left. Raises TooManyRequests."""
        total, left, seconds = self._count(self._account, "account", subdomain)
        headers = {
            "X-Rate-Limit": str(total),
            "X-Rate-Limit-Remaining": str(max(0, left)),
            "ratelimit-limit": str(total),
            "ratelimit-remaining": str(max(0, left)),
            "ratelimit-reset": str(seconds),
        }
        if left < 0:
            error = TooManyRequests(seconds)
            error.headers = {**headers, **error.headers}
            raise error
        return headers

    def operation(self, limit: Limit, key: str) -> dict[str, str]:
        """Count one call of a limited operation; only plans with limits have them."""
        if not self._enforced:
            return {}
        total, left, seconds = self._count(LIMITS[limit], limit, key)
        name = f"zendesk-ratelimit-{limit}"
        headers = {name: f"total={total}; remaining={max(0, left)}; resets={seconds}"}
        if left < 0:
            error = TooManyRequests(seconds)
            error.headers = {**headers, **error.headers}
            raise error
        return headers

    def _count(self, rule: Rule, kind: str, key: str) -> tuple[int, int, int]:
        now = self._now()
        with self._lock:
            window = self._windows.get((kind, key))
            if window is None or window.ends <= now:
                if len(self._windows) > MOST_WINDOWS:
                    self._forget(now)
                window = self._windows[kind, key] = Window(now + rule.seconds)
            window.count += 1
            return rule.total, rule.total - window.count, int(window.ends - now) + 1

    def _forget(self, now: float) -> None:
        self._windows = {key: kept for key, kept in self._windows.items() if kept.ends > now}
