"""The loop of a runner: every account in turn, briefly asleep when there is nothing to do.

Deliveries have a thread of their own beside it.
"""

import signal
import threading

import structlog
from sqlalchemy.exc import OperationalError

from ombud.background import build_chores, build_inbox, build_outbox, build_runner
from ombud.channels.mail_in.fetching import Fetcher
from ombud.channels.mail_in.inbox import Inbox
from ombud.channels.outbox.dispatcher import Dispatcher
from ombud.channels.outbox.workers import Workers
from ombud.cli.storage import open_desk
from ombud.config import Config
from ombud.db import TryAgainLater
from ombud.db.revision import is_current
from ombud.jobs.chores import Chores
from ombud.jobs.runner import Runner
from ombud.values.clock import SystemClock, monotonic
from ombud.wire.context import Context

__all__ = ["Workday"]

log = structlog.get_logger("ombud.work")
SHORTEST_REST, LONGEST_REST = 0.05, 0.5
# Seconds between two times of tidying: often, so that no answer ever has to do much of it.
TIDY_EVERY = 1.0
# Seconds between two looks at the clock, also during a long job.
LOOK_EVERY = 1.0
# Seconds that one look may take from a job: well below the lease of its claim.
LONGEST_LOOK = 5.0


class Workday:
    """Works until SIGTERM or SIGINT, which let the item in hand be finished."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._directory = open_desk(config)
        self._runners: dict[str, Runner[Context]] = {}
        self._chores: dict[str, Chores[Context]] = {}
        self._inboxes: dict[str, Inbox] = {}
        self._fetcher = Fetcher(self._directory, config, SystemClock())
        self._workers = Workers()
        self._dispatcher = Dispatcher(self._workers)
        self._stopping = threading.Event()
        self._tidy_at = self._look_at = monotonic()

    def run(self) -> None:
        """Work; returns after a signal."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        log.info("runner started", accounts=self._directory.names())
        self._dispatcher.start()
        self._fetcher.start()
        rest = SHORTEST_REST
        while not self._stopping.is_set():
            if self._round():
                rest = SHORTEST_REST
            else:
                self._stopping.wait(rest)
                rest = min(rest * 1.5, LONGEST_REST)
        self._dispatcher.join()
        self._fetcher.join()
        self._directory.close()
        log.info("runner stopped")

    def stop(self) -> None:
        """End after the present item, and what is being sent."""
        self._stopping.set()
        self._dispatcher.stop()
        self._fetcher.stop()
        for runner in self._runners.values():
            runner.stop()
        for chores in self._chores.values():
            chores.stop()
        for inbox in self._inboxes.values():
            inbox.stop()

    def _round(self) -> bool:
        """At most one job of each account; whether there was any."""
        worked = False
        try:
            for name in self._directory.names():
                worked |= not self._stopping.is_set() and self._work_for(name)
            if monotonic() >= self._tidy_at:
                self._tidy_at = monotonic() + TIDY_EVERY
        except (TryAgainLater, OperationalError) as error:
            log.warning("database not available", reason=str(error.__cause__ or error))
        return worked

    def _work_for(self, name: str) -> bool:
        if name not in self._runners:
            account = self._directory.find(name)
            if not is_current(account):  # it is only just being made
                return False
            config, clock = self._config, SystemClock()
            self._runners[name] = build_runner(account, config, clock)
            self._chores[name] = build_chores(account, config, clock)
            self._inboxes[name] = build_inbox(account, config, clock)
            self._dispatcher.add(build_outbox(account, config, clock, self._workers))
        runner = self._runners[name]
        self._look_at_clock()
        worked = self._inboxes[name].work(LONGEST_LOOK) > 0
        worked |= runner.has_work() and runner.run_one(between=self._between_items)
        if monotonic() >= self._tidy_at:
            self._directory.find(name).tidy()
        return worked

    def _between_items(self) -> None:
        """What must not wait for the end of a long job: mail, and what has fallen due."""
        self._look_at_clock()
        for name, inbox in self._inboxes.items():
            try:
                inbox.work(LONGEST_LOOK)
            except (TryAgainLater, OperationalError) as error:
                log.warning("mail put off", account=name, reason=str(error.__cause__ or error))

    def _look_at_clock(self) -> None:
        """Do what has fallen due, of every account."""
        if monotonic() < self._look_at:
            return
        self._look_at = monotonic() + LOOK_EVERY
        for name, chores in self._chores.items():
            try:
                chores.do_due(LONGEST_LOOK)
            except (TryAgainLater, OperationalError) as error:
                log.warning("chores put off", account=name, reason=str(error.__cause__ or error))
