"""Runs jobs: one transaction an item, so that nothing is done twice and nothing is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import structlog

from ombud.db import Account, Transaction, TryAgainLater
from ombud.jobs import queue
from ombud.jobs.queue import Job, LostClaim
from ombud.values.clock import Clock
from ombud.values.times import iso

__all__ = ["Handler", "Runner"]

log = structlog.get_logger("ombud.jobs")
MOST_ATTEMPTS = 5
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Handler(Generic[C]):
    """How one kind of job is done.

    `step` does item number `n` and returns its entry of `results`. What it raises undoes that item
    alone when the runner's `failure` makes an entry of it, else the job is tried again later.
    `message` is shown while it runs: "Creating ticket #{number}". A job with `single` has one
    step, whose return value is the whole of `results`.
    """

    step: Callable[[C, Job, int], Any]
    message: str
    single: bool = False
    # The documented name of a refused item, such as TicketCreateFailed.
    refusal: str = "RecordInvalid"


class Runner(Generic[C]):
    """Works on the queue of one account; any number of them may run at the same time."""

    def __init__(
        self,
        account: Account,
        handlers: Mapping[str, Handler[C]],
        clock: Clock,
        context: Callable[[Account, Transaction, Job], C],
        failure: Callable[[Handler[C], Job, Exception], Any | None],
    ) -> None:
        self._account, self._handlers, self._clock = account, handlers, clock
        self._context, self._failure = context, failure
        self._stopping = False

    def has_work(self) -> bool:
        """Whether a job waits; cheap, so that it can be asked many times a second."""
        with self._account.transaction(writes=False) as db:
            return queue.has_work(db)

    def stop(self) -> None:
        """Leave the job after its present item; the next runner goes on from there."""
        self._stopping = True

    def run_one(self, between: Callable[[], object] = lambda: None) -> bool:
        """Do the next job to its end; False when none is waiting.

        `between` is called before each item: whatever must not wait for the end of a long job.
        """
        with self._account.transaction(writes=True) as db:
            job = queue.claim(db)
        if job is None:
            return False
        try:
            self._run(job, between)
        except LostClaim:
            log.warning("job taken over by another runner", job=job.id)
        except Exception as error:  # whatever a handler raises must not end the runner
            log.exception("job failed", job=job.id, kind=job.kind)
            self._give_up_or_retry(job, error)
        return True

    def _run(self, job: Job, between: Callable[[], object]) -> None:
        handler = self._handlers[job.kind]
        total = 1 if handler.single else job.total or 0
        while job.progress < total:
            between()
            if self._stopping:
                with self._account.transaction(writes=True) as db:
                    queue.give_back(db, job)
                return
            self._step(handler, job)
        results: Sequence[Any] | Any = job.results
        if handler.single:
            results = job.results[0]
        with self._account.transaction(writes=True) as db:
            now = self._clock.now()
            queue.finish(db, job, "completed", f"Completed at {_stamp(now)}", results, now)

    def _step(self, handler: Handler[C], job: Job) -> None:
        number = job.progress
        before = (job.progress, list(job.results), job.claimed_until)
        try:
            with self._account.transaction(writes=True) as db:
                ctx = self._context(self._account, db, job)
                entry = self._entry(handler, ctx, db, job)
                job.results.append(entry)
                job.progress = number + 1
                queue.record(db, job, handler.message.format(number=number + 1))
        except BaseException:
            job.progress, job.results, job.claimed_until = before
            raise

    def _entry(self, handler: Handler[C], ctx: C, db: Transaction, job: Job) -> Any:
        try:
            with db.savepoint():
                return handler.step(ctx, job, job.progress)
        except Exception as error:
            entry = self._failure(handler, job, error)
            if entry is None:
                raise
            return entry

    def _give_up_or_retry(self, job: Job, error: Exception) -> None:
        with self._account.transaction(writes=True) as db:
            if job.attempts >= MOST_ATTEMPTS and not isinstance(error, TryAgainLater):
                message = f"The job failed {job.attempts} times. The log says why."
                queue.finish(db, job, "failed", message, job.results, self._clock.now())
            else:
                queue.retry_later(db, job, 200 * 2**job.attempts)


def _stamp(seconds: int) -> str:
    return iso(seconds).replace("T", " ").replace("Z", " +0000")
