"""The deliveries of one account: claimed, handed to threads, and what became of them recorded.

Each step is one transaction: it records what is over and claims what there is room for.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import OperationalError

from ombud.channels.outbox import claiming
from ombud.channels.outbox.lanes import Lanes, Sending
from ombud.channels.outbox.preparing import prepare, send
from ombud.channels.outbox.recording import record
from ombud.channels.outbox.sending import Sender
from ombud.channels.outbox.workers import Workers
from ombud.db import Account, Transaction, TryAgainLater
from ombud.values.clock import monotonic, wall_milliseconds
from ombud.wire.context import Context

__all__ = ["Outbox"]

log = structlog.get_logger("ombud.deliveries")
# Seconds between two looks for what other runners left behind.
ABANDONED_EVERY = 1.0
# Seconds between two looks when `deliver_due` waits for an answer.
LOOK_EVERY = 0.05


class Outbox:
    """Any number of runners may have one of the same account; one thread may call each."""

    def __init__(
        self,
        account: Account,
        senders: Mapping[str, Sender[Any]],
        context: Callable[[Account, Transaction], Context],
        workers: Workers,
    ) -> None:
        self.account, self.workers = account, workers
        self._context = context
        self._lanes = Lanes(senders, workers)
        self._under_way: set[Sending] = set()
        # Filled by the threads.
        self._answered: deque[Sending] = deque()
        # What is over and not yet recorded.
        self._over: list[Sending] = []
        self._look_at = monotonic()
        # Deliveries up to this id survive a power cut.
        self._durable_id = 0
        self._stopping = False

    @property
    def is_busy(self) -> bool:
        """Whether something is claimed that is not recorded."""
        return bool(self._under_way)

    @property
    def has_more(self) -> bool:
        """Whether the next step has something to do without waiting for anything."""
        return bool(self._answered or self._over)

    def stop(self) -> None:
        """Claim nothing more, and give back what is claimed and not begun."""
        self._stopping = True

    def step(self) -> int:
        """Record what is over, claim what is due and let it be sent; how many were recorded.

        Raises TryAgainLater or OperationalError when the database cannot; the next step goes on
        as if nothing had been.
        """
        self._collect()
        self._take_up_abandoned()
        expiring = self._expiring()
        if not (self._over or expiring or self._can_claim()):
            return 0
        claimed, until = self._write(expiring)
        count = len(self._over)
        self._under_way.difference_update(self._over)
        self._over = []
        if claimed:
            self._begin(claimed, until)
        return count

    def deliver_due(self) -> int:
        """Step until nothing that is due can be sent now; how many attempts were recorded."""
        count = self.step()
        while self.is_busy:
            if not self.has_more:
                self.workers.wait(LOOK_EVERY)
            count += self.step()
        return count

    def _collect(self) -> None:
        while self._answered:
            self.workers.ended()
            self._end(self._answered.popleft())

    def _end(self, sending: Sending) -> None:
        self._lanes.ended(sending)
        self._over.append(sending)

    def _take_up_abandoned(self) -> None:
        if self._stopping or monotonic() < self._look_at:
            return
        self._look_at = monotonic() + ABANDONED_EVERY
        now = wall_milliseconds()
        with self.account.transaction(writes=False) as db:
            found = claiming.is_abandoned(db, now)
        if found:
            with self.account.transaction(writes=True, syncs=False) as db:
                claiming.take_up_abandoned(db, now, self._context(self.account, db).now)

    def _expiring(self) -> list[Sending]:
        """What is under way for so long that its claim has to be renewed."""
        soon = wall_milliseconds() + claiming.LEASE // 2
        found = {each for each in self._under_way if each.until < soon}
        return list(found.difference(self._over))

    def _can_claim(self) -> bool:
        if self._stopping:
            return False
        with self.account.transaction(writes=False) as db:
            return any(self._plan(db, wall_milliseconds()))

    def _plan(self, db: Transaction, now: int) -> tuple[Mapping[str, int], Mapping[int, int]]:
        """How many to claim of which destination, and which deliveries to hold until when."""
        found: dict[str, int] = {}
        held: dict[int, int] = {}
        for head in claiming.heads(db):
            if head.run_at > now:
                continue
            room = self._lanes.room(head, now, sum(found.values()))
            if room:
                found[head.destination] = room
            elif until := self._lanes.held_until(head, now):
                held[head.id] = until
        return found, held

    def _write(self, expiring: Sequence[Sending]) -> tuple[list[Row[Any]], int]:
        try:
            return self._record_and_claim(expiring, carefully=False)
        except (TryAgainLater, OperationalError):
            raise
        except Exception:  # one outcome that cannot be recorded must not keep the others waiting
            log.exception("outcomes not recorded, one by one now")
            return self._record_and_claim(expiring, carefully=True)

    def _record_and_claim(
        self, expiring: Sequence[Sending], *, carefully: bool
    ) -> tuple[list[Row[Any]], int]:
        """The transaction of a step; the rows that were claimed, and until when."""
        claimed: list[Row[Any]] = []
        now = wall_milliseconds()
        until = now + claiming.LEASE
        with self.account.transaction(writes=True, syncs=False) as db:
            record(self._context(self.account, db), self._over, carefully=carefully)
            renewed = self._renew(db, expiring, until)
            plan, held = ({}, {}) if self._stopping else self._plan(db, now)
            for destination, room in plan.items():
                claimed += claiming.claim(db, destination, room, now)
            claiming.hold(db, held)
            newest_id = self._to_be_synced(db, claimed)
        if newest_id:
            # What a message tells of must survive a power cut before anybody reads it.
            self.account.sync()
            self._durable_id = newest_id
        for sending in renewed:
            sending.until = until
        return claimed, until

    def _to_be_synced(self, db: Transaction, claimed: Sequence[Row[Any]]) -> int:
        """The newest delivery that there is, where one of the claimed may not be on the disk yet.

        SQLite lets one transaction write at a time: what has a lower id was committed before.
        """
        if not db.is_sqlite or all(row.id <= self._durable_id for row in claimed):
            return 0
        return claiming.newest_id(db)

    def _renew(self, db: Transaction, expiring: Sequence[Sending], until: int) -> list[Sending]:
        if not expiring:
            return []
        claims = claiming.still_claimed(db, [each.row.id for each in expiring])
        ours = [each for each in expiring if claims.get(each.row.id) == each.until]
        claiming.renew(db, [each.row.id for each in ours], until)
        return ours

    def _begin(self, claimed: Sequence[Row[Any]], until: int) -> None:
        begun = [self._lanes.began(row, until) for row in claimed]
        self._under_way.update(begun)
        if not self._stopping:
            prepare(self.account, self._context, begun)
        for sending in begun:
            if sending.prepared is None or self._stopping:
                self._end(sending)
            else:
                self.workers.hand(partial(self._send, sending))

    def _send(self, sending: Sending) -> None:
        send(sending)
        self._answered.append(sending)
