"""Several runners at the same deliveries, and how one stops."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from sqlalchemy import update

from ombud.background import build_outbox
from ombud.channels.outbox import claiming
from ombud.channels.outbox.dispatcher import Dispatcher
from ombud.channels.outbox.sending import Limits, Outcome
from ombud.channels.outbox.workers import Workers
from ombud.tables import deliveries
from ombud.values.clock import wall_milliseconds
from tests.channels.posting import Poster, attempts_of, keys_received, queue, rows
from tests.desk import Desk
from tests.peers.http import Answering, HttpPeer

PATIENCE = 30.0


@dataclass
class Runner:
    dispatcher: Dispatcher
    workers: Workers

    def stop(self) -> None:
        self.dispatcher.stop()
        self.dispatcher.join()


@contextmanager
def running(desk: Desk, *posters: Poster) -> Iterator[list[Runner]]:
    """A dispatcher for each poster, stopped at the end."""
    runners = []
    for poster in posters:
        workers = Workers()
        dispatcher = Dispatcher(workers)
        senders = {"target": poster}
        dispatcher.add(build_outbox(desk.account, desk.app.config, desk.clock, workers, senders))
        dispatcher.start()
        runners.append(Runner(dispatcher, workers))
    try:
        yield runners
    finally:
        for runner in runners:
            runner.stop()
            runner.workers.close()


def wait_for(desk: Desk, state: str, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while [row.state for row in rows(desk.account).values()].count(state) < count:
        assert time.monotonic() < until, [row.state for row in rows(desk.account).values()]
        time.sleep(0.02)


def test_two_runners_never_send_one_delivery_both(any_desk: Desk) -> None:
    for number in range(5):
        queue(any_desk, 60, f"target:{number}")
    with HttpPeer() as peer:
        posters = [Poster(peer.port), Poster(peer.port)]
        with running(any_desk, *posters):
            wait_for(any_desk, "sent", 300)
        keys = keys_received(peer)
    found = rows(any_desk.account)
    assert sorted(map(str, keys)) == sorted(row.key for row in found.values())
    assert {row.attempts for row in found.values()} == {1}
    # Both had a share.
    assert all(poster.recorded for poster in posters)


def test_soon_after_the_commit(desk: Desk) -> None:
    with HttpPeer() as peer, running(desk, Poster(peer.port)):
        time.sleep(0.3)
        waits = []
        for number in range(1, 6):
            began = time.monotonic()
            queue(desk)
            waits.append(peer.wait(number)[-1].at - began)
            time.sleep(0.05)
    # The look every 80 ms, and what a busy machine adds now and then.
    assert sorted(waits)[2] < 0.15, waits


def test_stopping_finishes_what_is_under_way_and_begins_nothing_more(any_desk: Desk) -> None:
    queue(any_desk, 10)
    with HttpPeer() as peer:
        peer.answer(Answering(delay=0.5))
        with running(any_desk, Poster(peer.port, Limits(at_once=3))) as (runner,):
            peer.wait(3)
            runner.stop()
        states = sorted(row.state for row in rows(any_desk.account).values())
        assert len(peer.received) == 3
    assert states == ["queued"] * 7 + ["sent"] * 3


def test_what_was_claimed_and_not_begun_is_given_back(desk: Desk) -> None:
    (delivery_id,) = queue(desk)
    workers = Workers()

    class Stopping(Poster):
        def prepare(self, *given: object) -> tuple[str, str] | Outcome:
            outbox.stop()
            return super().prepare(*given)  # type: ignore[arg-type]  # passed on as they came

    senders = {"target": Stopping(1)}
    outbox = build_outbox(desk.account, desk.app.config, desk.clock, workers, senders)
    before = rows(desk.account)[delivery_id]
    assert outbox.deliver_due() == 1
    after = rows(desk.account)[delivery_id]
    assert (after.state, after.attempts, after.run_at) == ("queued", 0, before.run_at)
    assert not attempts_of(desk.account, delivery_id)


class TestLeases:
    def test_what_a_silent_runner_had_is_taken_up(self, any_desk: Desk) -> None:
        (lost, held) = queue(any_desk, 2)
        with any_desk.account.transaction(writes=True) as db:
            claiming.claim(db, "target:1", 2, wall_milliseconds())
            past = update(deliveries).where(deliveries.c.id == lost)
            db.run(past.values(claimed_until=wall_milliseconds() - 1))
        with HttpPeer() as peer:
            assert any_desk.deliver({"target": Poster(peer.port)}) == 1
        found = rows(any_desk.account)
        # The interruption counts as an attempt.
        assert (found[lost].state, found[lost].attempts) == ("sent", 2)
        assert found[held].state == "sending"

    def test_what_ends_runner_after_runner_is_given_up(self, desk: Desk) -> None:
        (poison,) = queue(desk)
        for _ in range(claiming.MOST_ATTEMPTS):
            assert rows(desk.account)[poison].state == "queued"
            with desk.account.transaction(writes=True) as db:
                claiming.claim(db, "target:1", 1, wall_milliseconds())
                db.run(update(deliveries).values(claimed_until=wall_milliseconds() - 1))
            with desk.account.transaction(writes=True) as db:
                claiming.take_up_abandoned(db, wall_milliseconds(), desk.clock.now())
        row = rows(desk.account)[poison]
        assert (row.state, row.problem) == ("dead", claiming.ENDED_RUNNERS)
        assert row.completed_at == desk.clock.now()

    def test_a_long_send_keeps_its_claim(
        self, any_desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(claiming, "LEASE", 600)
        queue(any_desk)
        with HttpPeer() as peer:
            peer.answer(Answering(delay=2.0))
            with running(any_desk, Poster(peer.port), Poster(peer.port)):
                wait_for(any_desk, "sent", 1)
            assert len(peer.received) == 1

    def test_who_lost_its_claim_writes_nothing(self, desk: Desk) -> None:
        (delivery_id,) = queue(desk)
        gate = threading.Event()

        class Slow(Poster):
            def send(self, prepared: tuple[str, str]) -> Outcome:
                gate.wait(PATIENCE)
                return Outcome("dead", "failed", problem=f"{prepared} came too late")

        workers = Workers()
        senders = {"target": Slow(1)}
        slow = build_outbox(desk.account, desk.app.config, desk.clock, workers, senders)
        slow.step()
        with desk.account.transaction(writes=True) as db:
            db.run(update(deliveries).values(claimed_until=wall_milliseconds() - 1))
        with HttpPeer() as peer:
            assert desk.deliver({"target": Poster(peer.port)}) == 1
        gate.set()
        slow.deliver_due()
        workers.close()
        row = rows(desk.account)[delivery_id]
        assert (row.state, row.problem) == ("sent", None)
