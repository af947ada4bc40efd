"""A runner that is told to stop leaves its job to the next one, whole."""

from typing import Any

from sqlalchemy import select

from ombud.db import Account, Transaction
from ombud.jobs import queue
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler, Runner
from ombud.tables import job_statuses
from tests.desk import Desk


def runner_of(desk: Desk, done: list[int], stop_after: int | None) -> Runner[Transaction]:
    """A runner of jobs whose items are written down in `done`."""

    def step(db: Transaction, job: Job, number: int) -> int:
        del db, job
        done.append(number)
        if number == stop_after:
            runner.stop()
        return number

    def context(account: Account, db: Transaction, job: Job) -> Transaction:
        del account, job
        return db

    def failure(handler: Handler[Transaction], job: Job, error: Exception) -> Any | None:
        del handler, job, error
        return None

    handlers = {"test.count": Handler(step, "Counting #{number}")}
    runner = Runner(desk.account, handlers, desk.clock, context, failure)
    return runner


def enqueue(desk: Desk, total: int) -> None:
    with desk.account.transaction(writes=True) as db:
        queue.enqueue(
            db,
            kind="test.count",
            job_type="Count",
            payload={},
            total=total,
            author_id=desk.cast.admin,
            base_url="http://localhost",
            now=desk.clock.now(),
        )


def row(desk: Desk) -> Any:
    with desk.account.transaction(writes=False) as db:
        return db.rows(select(job_statuses))[0]


def test_the_next_runner_goes_on_where_the_first_one_stopped(desk: Desk) -> None:
    enqueue(desk, 5)
    done: list[int] = []
    first = runner_of(desk, done, stop_after=1)
    assert first.has_work()
    assert first.run_one()
    assert done == [0, 1]
    # Being stopped is no fault, so it is not counted as an attempt.
    assert (row(desk).status, row(desk).progress, row(desk).attempts) == ("queued", 2, 0)
    second = runner_of(desk, done, stop_after=None)
    assert second.has_work()
    assert second.run_one()
    assert done == [0, 1, 2, 3, 4]
    assert (row(desk).status, row(desk).results) == ("completed", "[0,1,2,3,4]")
    assert not second.has_work()


def test_asking_for_work_changes_nothing(desk: Desk) -> None:
    enqueue(desk, 1)
    before = desk.snapshot()
    assert runner_of(desk, [], stop_after=None).has_work()
    assert desk.snapshot() == before
