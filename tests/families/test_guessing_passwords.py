"""How wrong credentials are slowed down and locked out, and what checking a password costs."""

import time

import pytest

from ombud.families.signing_in.attempts import FREE, LOCKED_SECONDS, MOST_FAILURES, Attempts
from ombud.families.signing_in.passwords import PasswordCheck, hash_password, hasher
from ombud.wire.errors import TooManyRequests
from tests.desk import Desk
from tests.families.credentials import by_basic, refused

ALICE = "alice@northwind.example"
EMMA = "emma@acme.example"


class Monotonic:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


class TestSlowingDown:
    def attempts(self, desk: Desk) -> tuple[Attempts, Monotonic]:
        now = Monotonic()
        with desk.account.transaction(writes=False) as db:
            kept = db.kept(Attempts)
        kept.now = now
        return kept, now

    def test_first_failures_are_free_then_answers_wait(self) -> None:
        attempts = Attempts(Monotonic())
        delays = [attempts.failed(EMMA, "10.0.0.1") for _ in range(MOST_FAILURES)]
        assert delays[:FREE] == [0.0] * FREE
        assert delays[FREE : FREE + 4] == [0.25, 0.5, 1.0, 2.0]
        assert max(delays) == 4.0

    def test_many_failures_lock_the_pair_and_time_opens_it(self) -> None:
        now = Monotonic()
        attempts = Attempts(now)
        for _ in range(MOST_FAILURES):
            attempts.check(EMMA, "10.0.0.1")
            attempts.failed(EMMA, "10.0.0.1")
        with pytest.raises(TooManyRequests) as refusal:
            attempts.check(EMMA.upper(), "10.0.0.1")
        assert refusal.value.headers == {"Retry-After": str(LOCKED_SECONDS)}
        attempts.check(EMMA, "10.0.0.2")
        attempts.check(ALICE, "10.0.0.1")
        now.time += LOCKED_SECONDS
        attempts.check(EMMA, "10.0.0.1")
        attempts.failed(EMMA, "10.0.0.1")
        with pytest.raises(TooManyRequests):
            attempts.check(EMMA, "10.0.0.1")

    def test_failures_are_forgotten(self) -> None:
        now = Monotonic()
        attempts = Attempts(now)
        for _ in range(FREE):
            attempts.failed(EMMA, "10.0.0.1")
        now.time += 3600
        assert attempts.failed(EMMA, "10.0.0.1") == 0.0

    def test_memory_is_bounded(self) -> None:
        attempts = Attempts(Monotonic())
        for number in range(10_100):
            attempts.failed(f"{number}@nowhere.example", "10.0.0.1")
        assert len(attempts._entries) == 10_000

    def test_locked_out_even_with_the_right_password(self, desk: Desk) -> None:
        attempts, now = self.attempts(desk)
        for _ in range(MOST_FAILURES):
            attempts.failed(EMMA, "127.0.0.1")
        answer = desk.emma.get("/users/me")
        assert (answer.status, answer.headers["retry-after"]) == (429, str(LOCKED_SECONDS))
        assert desk.agent.get("/groups").status == 200
        now.time += LOCKED_SECONDS
        assert desk.emma.get("/users/me").json["user"]["id"] == desk.cast.emma

    @pytest.mark.parametrize(
        ("name", "path"), [(ALICE, "/users/me"), (f"{ALICE}/token", "/groups")]
    )
    def test_wrong_ones_are_counted_and_a_right_one_forgives(
        self, desk: Desk, name: str, path: str
    ) -> None:
        attempts, _ = self.attempts(desk)
        for _ in range(FREE):
            by_basic(desk, name, "wrong").get(path)
        right = desk.by_password(ALICE) if name == ALICE else desk.agent
        assert attempts.failed(ALICE, "127.0.0.1") == 0.25
        right.get("/groups")
        assert attempts.failed(ALICE, "127.0.0.1") == 0.0

    def test_the_answer_waits(self, desk: Desk) -> None:
        attempts, _ = self.attempts(desk)
        for _ in range(FREE):
            attempts.failed(ALICE, "127.0.0.1")
        for path in ("/groups", "/users/me"):
            started = time.monotonic()
            desk.by_password(ALICE, "wrong").get(path)
            assert time.monotonic() - started > 0.25

    def test_nothing_is_hashed_when_locked_out(self, desk: Desk) -> None:
        attempts, _ = self.attempts(desk)
        for _ in range(MOST_FAILURES):
            attempts.failed(ALICE, "127.0.0.1")
        desk.anonymous.get("/users/me")
        started = time.process_time()
        assert desk.by_password(ALICE, "wrong").get("/groups").status == 429
        locked = time.process_time() - started
        started = time.process_time()
        assert refused(desk.by_password("zoe@zebra.example", "wrong").get("/groups"))
        assert locked < (time.process_time() - started) / 2


class TestPasswordCheck:
    def test_right_wrong_and_nobody(self) -> None:
        check, stored = PasswordCheck(300), hash_password("s3cret")
        assert check.is_right("s3cret", stored)
        assert not check.is_right("S3cret", stored)
        assert not check.is_right("s3cret", None)
        assert not check.is_right("s3cret", "no hash")

    def test_a_right_one_is_hashed_once(self) -> None:
        check, stored = PasswordCheck(300), hash_password("s3cret")
        check.is_right("s3cret", stored)
        started = time.process_time()
        assert all(check.is_right("s3cret", stored) for _ in range(100))
        assert time.process_time() - started < 0.05

    def test_nobody_costs_as_much_as_somebody(self) -> None:
        from ombud.families.signing_in.passwords import _nobodys_hash

        assert not hasher.check_needs_rehash(_nobodys_hash())
        check, stored = PasswordCheck(300), hash_password("s3cret")
        spent = []
        for known in (stored, None):
            started = time.process_time()
            for _ in range(3):
                check.is_right("wrong", known)
            spent.append(time.process_time() - started)
        assert 0.3 < spent[0] / spent[1] < 3

    def test_nothing_readable_is_remembered(self) -> None:
        check, stored = PasswordCheck(300), hash_password("s3cret")
        check.is_right("s3cret", stored)
        assert "s3cret" not in repr(vars(check))
