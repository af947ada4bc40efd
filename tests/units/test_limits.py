"""Rate limits: windows end, headers tell what is left, `unlimited` refuses nobody."""

import pytest

from ombud.wire.errors import TooManyRequests
from ombud.wire.limits import ACCOUNT_LIMITS, MOST_WINDOWS, Limiter


class Watch:
    """A clock of seconds that stands still."""

    def __init__(self) -> None:
        self.time = 1000.25

    def __call__(self) -> float:
        return self.time


def test_the_account_limit_and_its_window() -> None:
    watch = Watch()
    limiter = Limiter("team", watch)
    first = limiter.account("acme")
    assert first == {
        "X-Rate-Limit": "200",
        "X-Rate-Limit-Remaining": "199",
        "ratelimit-limit": "200",
        "ratelimit-remaining": "199",
        "ratelimit-reset": "60",
    }
    for _ in range(199):
        limiter.account("acme")
    watch.time += 20.5
    with pytest.raises(TooManyRequests) as refused:
        limiter.account("acme")
    assert refused.value.headers["Retry-After"] == "40"
    assert refused.value.headers["X-Rate-Limit-Remaining"] == "0"
    assert limiter.account("other")["ratelimit-remaining"] == "199"
    watch.time += 39.5
    assert limiter.account("acme")["ratelimit-remaining"] == "199"


def test_the_last_second_of_a_window_still_says_one() -> None:
    watch = Watch()
    limiter = Limiter("team", watch)
    limiter.account("acme")
    watch.time += 59.9
    assert limiter.account("acme")["ratelimit-reset"] == "1"


def test_unlimited_counts_but_never_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ACCOUNT_LIMITS, "unlimited", 1)
    limiter = Limiter("unlimited", Watch())
    remaining = [limiter.account("acme")["ratelimit-remaining"] for _ in range(3)]
    assert remaining == ["0", "0", "0"]
    assert limiter.operation("ticket-update", "acme", 1, "/t/1") == {}


def test_limits_of_the_account_and_of_one_caller_on_one_path() -> None:
    limiter = Limiter("team", Watch())
    for _ in range(30):
        headers = limiter.operation("ticket-update", "acme", 1, "/tickets/1")
    assert headers == {"zendesk-ratelimit-ticket-update": "total=100; remaining=70; resets=60"}
    with pytest.raises(TooManyRequests) as refused:
        limiter.operation("ticket-update", "acme", 1, "/tickets/1")
    assert refused.value.headers["Retry-After"] == "600"
    # Another ticket and another caller have windows of their own.
    limiter.operation("ticket-update", "acme", 1, "/tickets/2")
    limiter.operation("ticket-update", "acme", 2, "/tickets/1")
    for _ in range(67):
        limiter.operation("ticket-update", "acme", 3, "/tickets/3" + "x" * _)
    with pytest.raises(TooManyRequests):
        limiter.operation("ticket-update", "acme", 4, "/tickets/4")


def test_the_largest_plan_may_more() -> None:
    limiter = Limiter("high_volume", Watch())
    headers = limiter.operation("ticket-update", "acme", 1, "/tickets/1")
    assert headers["zendesk-ratelimit-ticket-update"].startswith("total=300;")


def test_windows_do_not_grow_without_end() -> None:
    watch = Watch()
    limiter = Limiter("team", watch)
    for number in range(MOST_WINDOWS + 10):
        limiter.account(str(number))
    assert len(limiter._windows) <= MOST_WINDOWS
