"""What is under way to each destination, and which of them are full or rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from ombud.channels.outbox.breaker import Breaker
from ombud.channels.outbox.sending import Limits, Outcome, Sender
from ombud.channels.outbox.workers import Workers
from ombud.values.clock import monotonic

__all__ = ["Lanes", "Sending"]


@dataclass(slots=True, eq=False)
class Sending:
    """One claimed delivery; `until` is the end of the claim.

    What is over without an outcome was not tried.
    """

    row: Row[Any]
    sender: Sender[Any]
    until: int
    is_probe: bool
    prepared: Any = None
    outcome: Outcome | None = None


@dataclass(slots=True)
class _Lane:
    limits: Limits
    breaker: Breaker | None
    under_way: int = 0


@dataclass(slots=True)
class Lanes:
    """The destinations of one account that this runner has sent to, by their names."""

    senders: Mapping[str, Sender[Any]]
    workers: Workers
    _lanes: dict[str, _Lane] = field(default_factory=dict)

    def room(self, head: Row[Any], now: int, planned: int) -> int:
        """How many sends may begin to where `head` is the first; `planned` others are about to.

        None of a kind that nobody here sends: it waits for a runner that does. `now` is the
        machine's time in milliseconds.
        """
        if head.kind not in self.senders:
            return 0
        lane = self._lane(head.destination, head.kind)
        pause = (head.claimed_until - now) / 1000
        if lane.limits.breaker and lane.breaker and 0 < pause <= 2 * lane.limits.breaker.pause:
            # No rest is longer: what is said of a time further off was said by a wrong clock.
            lane.breaker.rest(monotonic() + pause)
        free = self.workers.free(planned)
        if lane.under_way == 0:
            # However many others are slow, one can always begin.
            free = max(free, min(1, self.workers.free(planned, reserve=False)))
        wanted = min(free, lane.limits.at_once - lane.under_way)
        if wanted > 0 and lane.breaker:
            wanted = lane.breaker.room(monotonic(), wanted)
        return max(0, wanted)

    def held_until(self, head: Row[Any], now: int) -> int | None:
        """Until when this first delivery is to be held back, where that is not said of it yet."""
        lane = self._lanes.get(head.destination)
        rests_until = lane.breaker.rests_until if lane and lane.breaker else None
        if rests_until is None or head.claimed_until > now:
            return None
        pause = rests_until - monotonic()
        return now + int(pause * 1000) if pause > 0 else None

    def began(self, row: Row[Any], until: int) -> Sending:
        """A delivery to a destination with room was claimed."""
        lane = self._lane(row.destination, row.kind)
        lane.under_way += 1
        is_probe = lane.breaker.began() if lane.breaker else False
        return Sending(row, self.senders[row.kind], until, is_probe)

    def ended(self, sending: Sending) -> None:
        """It is over: count what it says of the destination."""
        lane = self._lane(sending.row.destination, sending.row.kind)
        lane.under_way -= 1
        if lane.breaker:
            failed = _failed(sending.outcome)
            lane.breaker.ended(monotonic(), failed=failed, probe=sending.is_probe)

    def _lane(self, destination: str, kind: str) -> _Lane:
        lane = self._lanes.get(destination)
        if lane is None:
            limits = self.senders[kind].limits
            breaker = Breaker(limits.breaker) if limits.breaker else None
            lane = self._lanes[destination] = _Lane(limits, breaker)
        return lane


def _failed(outcome: Outcome | None) -> bool | None:
    """Whether the destination failed; None where nothing is known of it."""
    if outcome is None or outcome.state == "dropped" or not outcome.blames_destination:
        return None
    return outcome.state != "sent"
