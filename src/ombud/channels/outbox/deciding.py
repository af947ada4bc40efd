"""What follows from an attempt: sent, again after a pause, or dead."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from ombud.channels.outbox.sending import Limits, Outcome

__all__ = ["decided", "ending", "given_back"]


def decided(delivery: Row[Any], outcome: Outcome, limits: Limits) -> Outcome:
    """The outcome as it is written: a retry that is one too many is dead."""
    if outcome.state == "retry" and delivery.attempts + 1 >= limits.most_attempts:
        return replace(outcome, state="dead")
    return outcome


def ending(
    delivery: Row[Any], outcome: Outcome, limits: Limits, now: int, wall: int
) -> Mapping[str, Any]:
    """The parameters of `claiming.end` for a decided outcome.

    `now` is the desk's time in seconds, `wall` the machine's in milliseconds.
    """
    again = outcome.state == "retry"
    attempts = delivery.attempts + (outcome.state != "dropped")
    return {
        "delivery_id": delivery.id,
        "new_state": "queued" if again else outcome.state,
        "made": attempts,
        "again_at": wall + int(1000 * _pause(attempts, outcome, limits)) if again else wall,
        "code": outcome.status_code,
        "reason": outcome.problem,
        "ended_at": None if again else now,
    }


def given_back(delivery: Row[Any]) -> Mapping[str, Any]:
    """The parameters of `claiming.end` for a delivery that was claimed and not tried."""
    return {
        "delivery_id": delivery.id,
        "new_state": "queued",
        "made": delivery.attempts,
        "again_at": delivery.run_at,
        "code": delivery.status_code,
        "reason": delivery.problem,
        "ended_at": None,
    }


def _pause(attempts: int, outcome: Outcome, limits: Limits) -> float:
    """Seconds before the next attempt: doubled each time, and scattered by half either way."""
    if outcome.retry_after is not None:
        return outcome.retry_after
    doubled = limits.first_pause * 2.0 ** min(attempts - 1, 32)
    scattered = doubled * random.uniform(0.5, 1.5)  # noqa: S311 (no secret)
    return float(min(scattered, limits.longest_pause))
