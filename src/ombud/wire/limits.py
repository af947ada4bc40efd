"""Rate limits: the account's requests a minute and the documented limits of single operations.

Counted in this process's memory, so with several workers each grants its own share.
"""

import math
import threading
from collections.abc import Callable
from typing import Literal, NamedTuple

from ombud.values.clock import monotonic
from ombud.wire.errors import TooManyRequests

__all__ = ["ACCOUNT_LIMITS", "LIMITS", "Limit", "Limiter", "Rule"]

Limit = Literal[
    "tickets-index",
    "ticket-update",
    "ticket-delete",
    "deleted-tickets-index",
    "create-or-update-user",
    "organization-update",
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
    """`total` calls in `seconds`, counted for the account or for each caller and path."""

    total: int
    seconds: int
    by_caller: bool = False


LIMITS: dict[Limit, tuple[Rule, ...]] = {
    "tickets-index": (Rule(100, 60),),
    "ticket-update": (Rule(100, 60), Rule(30, 600, by_caller=True)),
    "ticket-delete": (Rule(400, 60),),
    "deleted-tickets-index": (Rule(10, 60),),
    # Documented as 5 for each user that is written, which only the body tells.
    "create-or-update-user": (Rule(100, 60, by_caller=True),),
    "organization-update": (Rule(5, 60, by_caller=True),),
    "permanently-delete-users": (Rule(700, 600),),
    "field-options": (Rule(100, 60),),
    "search-index": (Rule(100, 60),),
    "users-index": (Rule(100, 60),),
}
# What the largest plan may do more often.
HIGH_VOLUME: dict[Limit, tuple[Rule, ...]] = {
    "ticket-update": (Rule(300, 60), Rule(30, 600, by_caller=True)),
}
# Windows are forgotten when there are more than this many.
MOST_WINDOWS = 10_000
Key = tuple[str, str, str]


class Window:
    """How often something happened until `ends`."""

    __slots__ = ("count", "ends")

    def __init__(self, ends: float) -> None:
        self.ends, self.count = ends, 0


class Limiter:
    """Fixed windows, one for each key; the plan `unlimited` counts but refuses nobody."""

    def __init__(self, plan: str, now: Callable[[], float] = monotonic) -> None:
        self._account = Rule(ACCOUNT_LIMITS[plan], 60)
        self._refuses = plan != "unlimited"
        self._limits = LIMITS | HIGH_VOLUME if plan == "high_volume" else LIMITS
        self._now = now
        self._windows: dict[Key, Window] = {}
        self._lock = threading.Lock()

    def account(self, subdomain: str) -> dict[str, str]:
        """Count one request; the headers that tell what is left. Raises TooManyRequests."""
        left, seconds = self._count(self._account, ("account", subdomain, ""))
        total = str(self._account.total)
        headers = {
            "X-Rate-Limit": total,
            "X-Rate-Limit-Remaining": str(max(0, left)),
            "ratelimit-limit": total,
            "ratelimit-remaining": str(max(0, left)),
            "ratelimit-reset": str(seconds),
        }
        if left < 0 and self._refuses:
            raise _refused(seconds, headers)
        return headers

    def operation(
        self, limit: Limit, subdomain: str, actor_id: int | None, path: str
    ) -> dict[str, str]:
        """Count one call of a limited operation; only plans with limits have them."""
        headers: dict[str, str] = {}
        if not self._refuses:
            return headers
        for rule in self._limits[limit]:
            caller = f"{actor_id} {path}" if rule.by_caller else ""
            left, seconds = self._count(rule, (limit, subdomain, caller))
            told = f"total={rule.total}; remaining={max(0, left)}; resets={seconds}"
            if left < 0:
                raise _refused(seconds, {f"zendesk-ratelimit-{limit}": told})
            headers.setdefault(f"zendesk-ratelimit-{limit}", told)
        return headers

    def _count(self, rule: Rule, key: Key) -> tuple[int, int]:
        """How many calls are left (negative past the limit) and for how many seconds."""
        now = self._now()
        with self._lock:
            window = self._windows.get(key)
            if window is None or window.ends <= now:
                if len(self._windows) >= MOST_WINDOWS:
                    self._forget(now)
                window = self._windows[key] = Window(now + rule.seconds)
            window.count += 1
            return rule.total - window.count, math.ceil(window.ends - now)

    def _forget(self, now: float) -> None:
        """Drop what has ended; when nothing has, drop all rather than grow without end."""
        self._windows = {key: kept for key, kept in self._windows.items() if kept.ends > now}
        if len(self._windows) >= MOST_WINDOWS:
            self._windows.clear()


def _refused(seconds: int, headers: dict[str, str]) -> TooManyRequests:
    error = TooManyRequests(seconds)
    error.headers = {**headers, **error.headers}
    return error
