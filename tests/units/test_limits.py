"""Rate limits: windows end, headers tell what is left, `unlimited` refuses nobody."""

import pytest

from ombud.wire.errors import TooManyRequests
from ombud.wire.limits import ACCOUNT_LIMITS, MOST_WINDOWS, Call, Limit, Limiter


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
    assert limiter.operation("ticket-update", Call("acme", 1, "/t/1")) == {}


def test_limits_of_the_account_and_of_one_caller_on_one_path() -> None:
    limiter = Limiter("team", Watch())
    for _ in range(30):
        headers = limiter.operation("ticket-update", Call("acme", 1, "/tickets/1"))
    assert headers == {"zendesk-ratelimit-ticket-update": "total=100; remaining=70; resets=60"}
    with pytest.raises(TooManyRequests) as refused:
        limiter.operation("ticket-update", Call("acme", 1, "/tickets/1"))
    assert refused.value.headers["Retry-After"] == "600"
    # Another ticket and another caller have windows of their own.
    limiter.operation("ticket-update", Call("acme", 1, "/tickets/2"))
    limiter.operation("ticket-update", Call("acme", 2, "/tickets/1"))
    for _ in range(67):
        limiter.operation("ticket-update", Call("acme", 3, "/tickets/3" + "x" * _))
    with pytest.raises(TooManyRequests):
        limiter.operation("ticket-update", Call("acme", 4, "/tickets/4"))


def test_the_largest_plan_may_more() -> None:
    limiter = Limiter("high_volume", Watch())
    headers = limiter.operation("ticket-update", Call("acme", 1, "/tickets/1"))
    assert headers["zendesk-ratelimit-ticket-update"].startswith("total=300;")


def test_pages_far_down_a_list() -> None:
    limiter = Limiter("high_volume", Watch())
    for page in (100, 101):
        for _ in range(5):
            limiter.operation("deleted-tickets-index", Call("acme", 1, "/x", page=page))
    with pytest.raises(TooManyRequests) as refused:
        limiter.operation("deleted-tickets-index", Call("acme", 1, "/x", page=101))
    assert not refused.value.is_plain


def test_records_that_an_operation_names() -> None:
    watch = Watch()
    limiter = Limiter("team", watch)
    call = Call("acme", 1, "/users/create_or_update")
    for _ in range(5):
        assert limiter.operation("create-or-update-user", call) != {}
        told = limiter.operation("create-or-update-user", call, "7")
        watch.time += 1
    assert told == {"zendesk-ratelimit-create-or-update-user": "total=5; remaining=0; resets=56"}
    limiter.operation("create-or-update-user", call)
    with pytest.raises(TooManyRequests) as refused:
        limiter.operation("create-or-update-user", Call("acme", 2, "/x"), "7")
    assert (refused.value.is_plain, refused.value.headers["Retry-After"]) == (True, "55")
    limiter.operation("create-or-update-user", call, "8")


def test_strangers_on_a_trial() -> None:
    limit: Limit = "ticket-request-create-by-user-and-ip"
    limiter = Limiter("trial", Watch())
    stranger = Call("acme", None, "/requests", "192.0.2.1")
    for _ in range(5):
        limiter.operation(limit, stranger)
    with pytest.raises(TooManyRequests) as refused:
        limiter.operation(limit, stranger)
    assert refused.value.headers["Retry-After"] == "3600"
    assert limiter.operation(limit, Call("acme", 7, "/requests", "192.0.2.1")) == {}
    assert limiter.operation(limit, stranger._replace(address="192.0.2.2")) != {}
    assert Limiter("team", Watch()).operation(limit, stranger) == {}


def test_windows_do_not_grow_without_end() -> None:
    watch = Watch()
    limiter = Limiter("team", watch)
    for number in range(MOST_WINDOWS + 10):
        limiter.account(str(number))
    assert len(limiter._windows) <= MOST_WINDOWS
