"""What falls due by the clock rather than by a request: each runner looks for it again and again."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from ombud.db import Account, Transaction, TryAgainLater
from ombud.values.clock import Clock, monotonic

__all__ = ["Chore", "Chores"]

log = structlog.get_logger("ombud.chores")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Chore(Generic[C]):
    """`find` gives what is due at an instant, mostly as ids, by an index and with a limit.

    `do` sees to one of them in a transaction of its own, after which `find` must not give it for
    the same instant again. Several runners may do the same one: `do` looks before it writes.
    """

    name: str
    find: Callable[[Transaction, int], Sequence[Hashable]]
    do: Callable[[C, Any], None]


class Chores(Generic[C]):
    """All chores of one account."""

    def __init__(
        self,
        account: Account,
        chores: Sequence[Chore[C]],
        clock: Clock,
        context: Callable[[Account, Transaction], C],
    ) -> None:
        self._account, self._chores, self._clock = account, chores, clock
        self._context = context
        self._stopping = False

    def stop(self) -> None:
        """Leave the rest after the one in hand."""
        self._stopping = True

    def do_due(self, patience: float = math.inf) -> int:
        """Do what has fallen due by now, and what falls due by that; how many there were.

        After `patience` seconds the rest is left for the next time.
        """
        until = monotonic() + patience
        tried: set[tuple[str, Hashable]] = set()
        count = 0
        while not self._stopping:
            before = len(tried)
            for chore in self._chores:
                done = self._round(chore, tried, until)
                if done:
                    # One sync for all that were done, before anything follows from them.
                    self._account.sync()
                    count += done
            if len(tried) == before or monotonic() >= until:
                break
        return count

    def _round(self, chore: Chore[C], tried: set[tuple[str, Hashable]], until: float) -> int:
        """Do what one look of a chore finds; how many there were."""
        with self._account.transaction(writes=False) as db:
            due = chore.find(db, self._clock.now())
        count = 0
        for item in due:
            if self._stopping or monotonic() >= until:
                break
            # What could not be done is found again, but not tried again at once.
            if (chore.name, item) not in tried:
                tried.add((chore.name, item))
                count += self._do(chore, item)
        return count

    def _do(self, chore: Chore[C], item: Hashable) -> bool:
        try:
            with self._account.transaction(writes=True, syncs=False) as db:
                chore.do(self._context(self._account, db), item)
        except TryAgainLater:
            raise
        except Exception:  # one that cannot be done must not keep the others waiting
            log.exception("chore failed", chore=chore.name, item=item)
            return False
        return True
