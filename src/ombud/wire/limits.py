"""Rate limits: the account's requests a minute and the documented limits of single operations.

Counted in this process's memory, so with several workers each grants its own share.
"""

import math
import threading
from collections.abc import Callable
from typing import Literal, NamedTuple

from ombud.values.clock import monotonic
from ombud.wire.errors import TooManyRequests

__all__ = ["ACCOUNT_LIMITS", "LIMITS", "Call", "Limit", "Limiter", "Rule"]

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
    "user-update",
    "tags-index",
    "ticket-audits",
    "ticket-request-create-by-user-and-ip",
    "view-tickets",
    "view-counts",
    "suspended-tickets-export",
]

# All calls; those of one caller to one path; to one path; of one address without a caller; those
# that write one record, which the operation names itself.
Each = Literal["account", "caller and path", "path", "stranger", "record"]

ACCOUNT_LIMITS = {
    # A number that no client reaches: the headers are there, and nobody is refused.
    "unlimited": 1_000_000,
    "trial": 200,
    "team": 200,
    "professional": 400,
    "enterprise": 700,
    "high_volume": 2500,
}


class Rule(NamedTuple):
    """`total` calls in `seconds`; `each` says which calls are counted together."""

    total: int
    seconds: int
    each: Each = "account"
    # Only pages of a list past this one are counted.
    past_page: int = 0


class Call(NamedTuple):
    """What rules tell calls apart by."""

    subdomain: str
    actor_id: int | None
    path: str
    address: str = ""
    page: int = 1

    def counted_as(self, each: Each, record: str) -> str | None:
        """What the call has in common with those that it is counted with; None to leave it out."""
        match each:
            case "account":
                return ""
            case "caller and path":
                return f"{self.actor_id} {self.path}"
            case "path":
                return self.path
            case "stranger":
                return self.address if self.actor_id is None else None
            case "record":
                return record or None


LIMITS: dict[Limit, tuple[Rule, ...]] = {
    "tickets-index": (Rule(100, 60), Rule(50, 60, past_page=500)),
    "ticket-update": (Rule(100, 60), Rule(30, 600, "caller and path")),
    "ticket-delete": (Rule(400, 60),),
    "deleted-tickets-index": (Rule(10, 60), Rule(5, 60, past_page=100)),
    # Which user is meant is known only once the body is read.
    "create-or-update-user": (Rule(1, 1), Rule(5, 60, "record")),
    "user-update": (Rule(1, 1), Rule(5, 60, "path")),
    "organization-update": (Rule(5, 60, "path"),),
    "permanently-delete-users": (Rule(700, 600),),
    "field-options": (Rule(100, 60),),
    "search-index": (Rule(100, 60),),
    "users-index": (Rule(100, 60),),
    "tags-index": (Rule(50, 60, past_page=500),),
    "ticket-audits": (Rule(500, 60),),
    "ticket-request-create-by-user-and-ip": (),
    "view-tickets": (Rule(5, 60, "caller and path"),),
    "view-counts": (Rule(6, 300, "caller and path"),),
    "suspended-tickets-export": (Rule(1, 60),),
}
# What the largest plan may do more often, and what strangers may do on a trial.
OF_PLANS: dict[str, dict[Limit, tuple[Rule, ...]]] = {
    "high_volume": {"ticket-update": (Rule(300, 60), Rule(30, 600, "caller and path"))},
    "trial": {"ticket-request-create-by-user-and-ip": (Rule(5, 3600, "stranger"),)},
}
# Zendesk: plain-refusals (docs/quirks.md#plain-refusals)
IN_PLAIN_TEXT = frozenset[Limit]({"create-or-update-user"})
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
        self._limits = LIMITS | OF_PLANS.get(plan, {})
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

    def operation(self, limit: Limit, call: Call, record: str = "") -> dict[str, str]:
        """Count one call of a limited operation; only plans with limits have them.

        With a `record` it counts only against what is limited for each record, without one against
        all the rest. Raises TooManyRequests.
        """
        headers: dict[str, str] = {}
        for number, rule in enumerate(self._limits[limit] if self._refuses else ()):
            same = call.counted_as(rule.each, record)
            if same is None or bool(record) != (rule.each == "record"):
                continue
            if call.page <= rule.past_page:
                continue
            left, seconds = self._count(rule, (f"{limit} {number}", call.subdomain, same))
            told = f"total={rule.total}; remaining={max(0, left)}; resets={seconds}"
            if left < 0:
                refused = _refused(seconds, {f"zendesk-ratelimit-{limit}": told})
                refused.is_plain = limit in IN_PLAIN_TEXT
                raise refused
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
