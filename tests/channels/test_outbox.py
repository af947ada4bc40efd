"""The engine: what becomes of deliveries, on both databases, with a real receiver."""

import time
from typing import Any

from sqlalchemy import Row, update

from ombud.channels.outbox import claiming
from ombud.channels.outbox.sending import BreakerRule, Limits, Outcome
from ombud.tables import deliveries
from ombud.values.clock import wall_milliseconds
from ombud.wire.context import Context
from tests.channels.posting import Poster, attempts_of, keys_received, queue, rows
from tests.desk import Desk
from tests.peers.http import Answering, HttpPeer

REFUSED = Outcome("dead", "terminated", 403, problem="403 Forbidden")
AGAIN = Outcome("retry", "failed", 503, problem="503 Service Unavailable")
OUTCOMES = {403: REFUSED, 503: AGAIN}


class TestOutcomes:
    def test_sent(self, any_desk: Desk) -> None:
        (delivery_id,) = queue(any_desk)
        with HttpPeer() as peer:
            poster = Poster(peer.port)
            assert any_desk.deliver({"target": poster}) == 1
            assert any_desk.deliver({"target": poster}) == 0
            row = rows(any_desk.account)[delivery_id]
            assert keys_received(peer) == [row.key]
        assert (row.state, row.attempts, row.status_code, row.problem) == ("sent", 1, 200, None)
        assert row.completed_at == any_desk.clock.now()
        (attempt,) = attempts_of(any_desk.account, delivery_id)
        assert (attempt.status, attempt.status_code) == ("success", 200)
        assert attempt.completed_at == any_desk.clock.now()
        assert [each for each, _ in poster.recorded] == [delivery_id]

    def test_dead(self, any_desk: Desk) -> None:
        (delivery_id,) = queue(any_desk)
        with HttpPeer() as peer:
            peer.answer(Answering(403))
            assert any_desk.deliver({"target": Poster(peer.port, outcomes=OUTCOMES)}) == 1
        row = rows(any_desk.account)[delivery_id]
        assert (row.state, row.attempts, row.status_code) == ("dead", 1, 403)
        assert row.problem == "403 Forbidden"
        assert row.completed_at == any_desk.clock.now()

    def test_dropped_without_an_attempt(self, any_desk: Desk) -> None:
        (delivery_id,) = queue(any_desk, message="nobody")
        with HttpPeer() as peer:
            assert any_desk.deliver({"target": Poster(peer.port)}) == 1
            assert peer.received == []
        row = rows(any_desk.account)[delivery_id]
        assert (row.state, row.attempts) == ("dropped", 0)
        assert row.problem == "There is nobody to send it to."
        assert not attempts_of(any_desk.account, delivery_id)

    def test_again_after_pauses_that_grow_until_it_is_dead(self, any_desk: Desk) -> None:
        (delivery_id,) = queue(any_desk)
        limits = Limits(most_attempts=3, first_pause=100.0, breaker=None)
        with HttpPeer() as peer:
            peer.answer(Answering(503))
            poster = Poster(peer.port, limits, outcomes=OUTCOMES)
            waits = []
            for number in (1, 2):
                assert any_desk.deliver({"target": poster}, again=True) == 1
                row = rows(any_desk.account)[delivery_id]
                assert (row.state, row.attempts, row.completed_at) == ("queued", number, None)
                assert row.problem == "503 Service Unavailable"
                waits.append((row.run_at - wall_milliseconds()) / 1000)
                assert any_desk.deliver({"target": poster}) == 0
            assert any_desk.deliver({"target": poster}, again=True) == 1
            keys = keys_received(peer)
        row = rows(any_desk.account)[delivery_id]
        assert keys == [row.key] * 3
        assert 45 < waits[0] < 151
        assert 95 < waits[1] < 301
        assert (row.state, row.attempts) == ("dead", 3)
        assert [each.state for _, each in poster.recorded] == ["retry", "retry", "dead"]
        assert len(attempts_of(any_desk.account, delivery_id)) == 3

    def test_again_when_the_receiver_says_so(self, desk: Desk) -> None:
        (delivery_id,) = queue(desk)
        later = Outcome("retry", "failed", 503, retry_after=40.0)
        with HttpPeer() as peer:
            peer.answer(Answering(503))
            desk.deliver({"target": Poster(peer.port, outcomes={503: later})})
        wait = (rows(desk.account)[delivery_id].run_at - wall_milliseconds()) / 1000
        assert 35 < wait <= 40

    def test_no_pause_is_longer_than_the_longest(self, desk: Desk) -> None:
        (delivery_id,) = queue(desk)
        with desk.account.transaction(writes=True) as db:
            db.run(update(deliveries).values(attempts=60))
        limits = Limits(most_attempts=100, longest_pause=50.0)
        with HttpPeer() as peer:
            peer.answer(Answering(503))
            desk.deliver({"target": Poster(peer.port, limits, outcomes=OUTCOMES)})
        assert rows(desk.account)[delivery_id].run_at <= wall_milliseconds() + 50_000

    def test_what_cannot_be_prepared_or_recorded_keeps_no_other_waiting(
        self, any_desk: Desk
    ) -> None:
        (bad,) = queue(any_desk, message="malformed")
        good = queue(any_desk, 3)

        class Forgetful(Poster):
            def record(self, ctx: Context, delivery: Row[Any], outcome: Outcome) -> None:
                ctx.db.update(deliveries, delivery.id, {"subject": "told"})
                if outcome.state == "sent":
                    raise LookupError(delivery.key)

        with HttpPeer() as peer:
            # Long enough that a slow machine does not try the bad one again.
            sender = Forgetful(peer.port, Limits(first_pause=600.0))
            assert any_desk.deliver({"target": sender}) == 4
        found = rows(any_desk.account)
        assert [found[each].state for each in good] == ["sent"] * 3
        # What the sender itself wrote was undone where it raised, and only there.
        assert [found[each].subject for each in (*good, bad)] == [None, None, None, "told"]
        assert (found[bad].state, found[bad].attempts) == ("queued", 1)
        assert found[bad].problem == "ValueError: malformed"

    def test_a_sender_that_raises(self, desk: Desk) -> None:
        (delivery_id,) = queue(desk)

        class Broken(Poster):
            def send(self, prepared: tuple[str, str]) -> Outcome:
                raise LookupError(prepared[0])

        assert desk.deliver({"target": Broken(1)}) == 1
        row = rows(desk.account)[delivery_id]
        assert (row.state, row.problem) == ("queued", "LookupError: target:1")

    def test_a_kind_that_nobody_sends_waits(self, desk: Desk) -> None:
        (waiting,) = queue(desk, destination="webhook:1", kind="webhook")
        (other,) = queue(desk)
        with HttpPeer() as peer:
            assert desk.deliver({"target": Poster(peer.port)}) == 1
        found = rows(desk.account)
        assert (found[waiting].state, found[other].state) == ("queued", "sent")


class TestManyDestinations:
    def test_at_once_is_kept_for_each(self, any_desk: Desk) -> None:
        for number in range(4):
            queue(any_desk, 10, f"target:{number}")
        with HttpPeer() as peer:
            peer.answer(Answering(delay=0.02))
            poster = Poster(peer.port, Limits(at_once=3))
            assert any_desk.deliver({"target": poster}) == 40
        assert poster.most_under_way == {f"target:{number}": 3 for number in range(4)}

    def test_a_silent_destination_holds_up_no_other(self, desk: Desk) -> None:
        silent = queue(desk, 12, "target:silent")
        others = queue(desk, 40, "target:well")
        with HttpPeer() as peer:
            peer.answer(Answering(silent=True), "/target:silent")
            poster = Poster(peer.port, Limits(at_once=4), patience=1.0)
            began = wall_milliseconds()
            desk.deliver({"target": poster})
            arrived = [each for each in peer.received if each.path == "/target:well"]
        assert len(arrived) == 40
        # The first silence took a second, and there were three; the others were not in it.
        assert wall_milliseconds() - began >= 3000
        assert arrived[-1].at - arrived[0].at < 1.0
        found = rows(desk.account)
        assert {found[each].state for each in others} == {"sent"}
        assert {found[each].state for each in silent} == {"queued"}

    def test_a_destination_that_keeps_failing_rests(self, desk: Desk) -> None:
        failing = queue(desk, 50, "target:dead")
        queue(desk, 5, "target:well")
        rule = BreakerRule(least=5, pause=60.0)
        with HttpPeer() as peer:
            peer.answer(Answering(503), "/target:dead")
            poster = Poster(peer.port, Limits(at_once=1, breaker=rule), outcomes=OUTCOMES)
            assert desk.deliver({"target": poster}) == 10
        found = rows(desk.account)
        assert sum(found[each].attempts for each in failing) == 5
        assert {found[each].state for each in failing} == {"queued"}

    def test_other_runners_let_it_rest_as_well(self, any_desk: Desk) -> None:
        failing = queue(any_desk, 12, "target:dead")
        rule = BreakerRule(least=5, pause=0.6)
        with HttpPeer() as peer:
            peer.answer(Answering(503))
            first, second, third = (
                Poster(peer.port, Limits(at_once=1, breaker=rule), outcomes=OUTCOMES)
                for _ in range(3)
            )
            assert any_desk.deliver({"target": first}) == 5
            # Of what waits the first tells every runner; others need not be marked.
            held = [row for row in rows(any_desk.account).values() if row.claimed_until]
            assert [row.id for row in held] == [failing[5]]
            assert any_desk.deliver({"target": second}) == 0
            queue(any_desk, 1, "target:well")
            assert any_desk.deliver({"target": second}) == 1
            while held[0].claimed_until > wall_milliseconds():
                time.sleep(0.02)
            peer.answer(Answering(200))
            assert any_desk.deliver({"target": third}) == 7
        found = rows(any_desk.account)
        assert {found[each].state for each in failing[5:]} == {"sent"}
        assert {row.claimed_until for row in found.values() if row.state == "queued"} == {0}

    def test_a_mark_by_a_wrong_clock_holds_nothing_back(self, desk: Desk) -> None:
        (number,) = queue(desk, 1, "target:well")
        with desk.account.transaction(writes=True) as db:
            db.run(update(deliveries).values(claimed_until=wall_milliseconds() + 86_400_000))
        with HttpPeer() as peer:
            breaking = Limits(breaker=BreakerRule())
            assert desk.deliver({"target": Poster(peer.port, breaking)}) == 1
        assert rows(desk.account)[number].state == "sent"


def test_a_backlog_is_not_read(desk: Desk) -> None:
    """What is dead or rests may wait in any number: the engine steps over it in an index."""
    for statement in (claiming.HEADS, claiming.DUE, claiming.FIRST_ABANDONED):
        with desk.account.transaction(writes=False) as db:
            sql = statement.ready(db.connection.dialect).sql
            plan = db.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?"))
            steps = [row[3] for row in plan]
        assert not [step for step in steps if "SCAN deliveries" in step or "B-TREE" in step], steps
        assert not [step for step in steps if "ix_deliveries_state_id" in step], steps
        assert [step for step in steps if "ix_deliveries_queued" in step or "_sending" in step]
