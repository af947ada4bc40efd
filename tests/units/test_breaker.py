"""When a destination rests, and how it is tried again."""

import pytest

from ombud.channels.outbox.breaker import Breaker, BreakerRule

RULE = BreakerRule()


def attempt(breaker: Breaker, now: float, *outcomes: bool | None) -> None:
    """Begin and end sends one after the other; True is a failure."""
    for failed in outcomes:
        assert breaker.room(now, 1) == 1
        breaker.ended(now, failed=failed, probe=breaker.began())


@pytest.mark.parametrize(
    ("failures", "successes", "is_open"),
    [(9, 0, False), (10, 0, True), (7, 3, True), (6, 4, False), (70, 30, True), (69, 31, False)],
)
def test_a_share_of_failures(failures: int, successes: int, *, is_open: bool) -> None:
    breaker = Breaker(RULE)
    attempt(breaker, 0.0, *[False] * successes, *[True] * failures)
    assert (breaker.rests_until is not None) is is_open
    assert breaker.room(0.0, 5) == (0 if is_open else 5)


def test_the_number_of_failures() -> None:
    breaker = Breaker(RULE)
    attempt(breaker, 0.0, *[False] * 9000, *[True] * 1000)
    assert breaker.rests_until is None
    attempt(breaker, 0.0, True)
    assert breaker.rests_until is not None


def test_what_is_older_than_the_window_is_forgotten() -> None:
    breaker = Breaker(RULE)
    attempt(breaker, 0.0, *[True] * 9)
    attempt(breaker, 299.0, False)
    attempt(breaker, 301.0, *[True] * 8)
    assert breaker.rests_until is None
    attempt(breaker, 301.0, True)
    assert breaker.rests_until is not None


def test_what_says_nothing_counts_for_nothing() -> None:
    breaker = Breaker(RULE)
    attempt(breaker, 0.0, *[True] * 9, *[None] * 50, False, False, False)
    assert breaker.rests_until is None
    attempt(breaker, 0.0, True)
    assert breaker.rests_until is not None


class TestTheProbe:
    @pytest.fixture
    def resting(self) -> Breaker:
        breaker = Breaker(RULE)
        attempt(breaker, 100.0, *[True] * 10)
        assert breaker.room(104.9, 8) == 0
        return breaker

    def test_is_one(self, resting: Breaker) -> None:
        assert resting.room(105.0, 8) == 1
        assert resting.began()
        assert resting.room(105.0, 8) == 0

    def test_that_fails_begins_another_rest(self, resting: Breaker) -> None:
        attempt(resting, 105.0, True)
        assert resting.room(109.9, 8) == 0
        assert resting.room(110.0, 8) == 1

    def test_that_succeeds_ends_it(self, resting: Breaker) -> None:
        attempt(resting, 105.0, False)
        assert resting.room(105.0, 8) == 8
        attempt(resting, 105.0, *[True] * 9)
        assert resting.rests_until is None

    def test_that_says_nothing_is_followed_by_another(self, resting: Breaker) -> None:
        attempt(resting, 105.0, None)
        assert resting.room(105.0, 8) == 1

    def test_is_not_judged_by_what_began_before(self, resting: Breaker) -> None:
        probe = resting.began()
        resting.ended(106.0, failed=False, probe=False)
        assert resting.room(106.0, 8) == 0
        resting.ended(106.0, failed=True, probe=probe)
        assert resting.room(110.9, 8) == 0

    def test_comes_later_when_somebody_else_has_failed(self, resting: Breaker) -> None:
        resting.rest(107.0)
        resting.rest(106.0)
        assert resting.room(106.9, 8) == 0
        assert resting.room(107.0, 8) == 1


def test_a_rest_that_somebody_else_began() -> None:
    breaker = Breaker(RULE)
    breaker.rest(3.0)
    assert breaker.room(2.9, 8) == 0
    attempt(breaker, 3.0, False)
    assert breaker.room(3.0, 8) == 8
