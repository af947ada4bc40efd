"""The thread of a runner that sees to the deliveries of all accounts."""

import threading

import structlog
from sqlalchemy.exc import OperationalError

from ombud.channels.outbox.outbox import Outbox
from ombud.channels.outbox.workers import Workers
from ombud.db import TryAgainLater
from ombud.values.clock import monotonic

__all__ = ["Dispatcher"]

log = structlog.get_logger("ombud.deliveries")
# Seconds between two looks when nothing ends: what was committed leaves after one at most.
LOOK_EVERY = 0.05
# With very many accounts the looks are fewer, so that they take at most this share of the time.
IDLE_SHARE = 0.05
LONGEST_REST = 0.5
# Seconds that those under way are waited for at the end: longer than most senders wait for
# answers, and shorter than `serve` waits for its runner.
PATIENCE = 15.0
# Seconds before the next try after a fault of the database or ours.
PAUSE = 0.5


class Dispatcher:
    """`start` it once; accounts may be added at any time."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._outboxes: list[Outbox] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)

    def add(self, outbox: Outbox) -> None:
        """See to this account too."""
        self._outboxes.append(outbox)

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more; returns at once and may be called from a signal handler."""
        self._stopping.set()
        for outbox in self._outboxes:
            outbox.stop()

    def join(self) -> None:
        """After `stop`: return when what was under way is over and recorded, or takes too long.

        What takes too long is sent again by another runner once its claim has run out.
        """
        if self._thread.is_alive():
            self._thread.join(PATIENCE + PAUSE)

    def _run(self) -> None:
        rest = LOOK_EVERY
        while not self._stopping.is_set():
            self._workers.wait(rest)
            began = monotonic()
            self._round()
            rest = self._rest(monotonic() - began)
        deadline = monotonic() + PATIENCE
        while self._is_busy() and monotonic() < deadline:
            self._workers.wait(LOOK_EVERY)
            self._round()

    def _rest(self, took: float) -> float:
        if any(outbox.has_more for outbox in self._outboxes):
            return 0.0
        if self._is_busy():
            return LOOK_EVERY
        return min(max(LOOK_EVERY, took / IDLE_SHARE), LONGEST_REST)

    def _is_busy(self) -> bool:
        return any(outbox.is_busy for outbox in self._outboxes)

    def _round(self) -> None:
        for outbox in list(self._outboxes):
            try:
                outbox.step()
            except (TryAgainLater, OperationalError) as error:
                log.warning(
                    "deliveries put off",
                    account=outbox.account.subdomain,
                    reason=str(error.__cause__ or error),
                )
                self._stopping.wait(PAUSE)
            except Exception:  # a fault with one account must not end the deliveries of all
                log.exception("deliveries failed", account=outbox.account.subdomain)
                self._stopping.wait(PAUSE)
