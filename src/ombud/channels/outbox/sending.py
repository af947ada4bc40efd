"""What the engine and the senders of each kind know of each other: outcomes, limits, the sender."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Row

from ombud.channels.outbox.breaker import BreakerRule
from ombud.wire.context import Context

__all__ = ["BreakerRule", "Limits", "Outcome", "Sender"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt; `status` is the word that delivery_attempts keeps of it.

    `problem` says for people why it failed. `request` and `response` are kept with the attempt,
    so they hold no secrets. A `retry` waits `retry_after` seconds, by default ever longer, and
    is dead once there were as many attempts as the limits allow.
    """

    state: Literal["sent", "retry", "dead", "dropped"]
    status: str
    status_code: int | None = None
    problem: str | None = None
    retry_after: float | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    response: Mapping[str, Any] = field(default_factory=dict)
    # False where the message was at fault and not the destination: no reason to let that rest.
    blames_destination: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What a kind of delivery asks of its destinations; times are seconds.

    `at_once` is how many sends to one destination a runner has under way. Without `breaker` no
    destination is ever left to rest.
    """

    at_once: int = 8
    most_attempts: int = 5
    first_pause: float = 2.0
    longest_pause: float = 3600.0
    breaker: BreakerRule | None = field(default_factory=BreakerRule)


class Sender(Protocol[T]):
    """One kind of delivery. What any of the three raises is an attempt that failed, or is logged."""

    limits: Limits

    def prepare(self, ctx: Context, delivery: Row[Any]) -> T | Outcome:
        """What sending needs, read in a transaction that only reads.

        An outcome instead of it ends the attempt: `dropped` where there is nothing to send to.
        """
        ...

    def send(self, prepared: T) -> Outcome:
        """Send it: in a thread, without the database, within a time that has an end."""
        ...

    def record(self, ctx: Context, delivery: Row[Any], outcome: Outcome) -> None:
        """Write what the kind keeps of it, in the transaction that writes the outcome.

        `outcome` is what became of the delivery: `dead` where a retry was one too many.
        """
        ...
