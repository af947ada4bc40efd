"""While a password is hashed, which takes long, nobody else waits for the lock to write."""

from collections.abc import Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from ombud.families.signing_in import passwords
from ombud.families.signing_in.attempts import MOST_FAILURES, Attempts
from ombud.families.signing_in.passwords import password_check
from ombud.tables import groups
from ombud.wire.limits import ACCOUNT_LIMITS
from tests.desk import Caller, Desk
from tests.families.oauth_client import confidential_client, public_client

ALICE = "alice@northwind.example"


class WritingMeanwhile(PasswordHasher):
    """Hashes as ever, but somebody else writes at the same time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.writes = desk, 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Any:  # noqa: A002 (argon2's name)
        self._write()
        return super().verify(hash, password)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self._write()
        return super().hash(password, salt=salt)

    def _write(self) -> None:
        # Raises TryAgainLater if the request still held the lock.
        with self.desk.account.transaction(writes=True) as db:
            db.run(groups.update().values(description=str(self.writes)))
        self.writes += 1


@pytest.fixture
def meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[WritingMeanwhile]:
    hasher = WritingMeanwhile(desk)
    password_check.cache_clear()
    monkeypatch.setattr(passwords, "hasher", hasher)
    yield hasher
    password_check.cache_clear()


def write(caller: Caller) -> int:
    return caller.post("/groups", {"group": {"name": "New"}}).status


class TestSigningIn:
    def test_a_wrong_password(self, desk: Desk, meanwhile: WritingMeanwhile) -> None:
        assert write(desk.by_password(ALICE, "wrong")) == 401
        assert write(desk.by_password("nobody@northwind.example", "wrong")) == 401
        assert meanwhile.writes == 2

    def test_a_right_one(self, desk: Desk, meanwhile: WritingMeanwhile) -> None:
        caller = desk.by_password("adam@northwind.example")
        assert write(caller) == 201
        assert write(caller) == 201
        assert meanwhile.writes == 1

    def test_failures_are_counted_once_each(self, desk: Desk, meanwhile: WritingMeanwhile) -> None:
        with desk.account.transaction(writes=False) as db:
            attempts = db.kept(Attempts)
        for _ in range(MOST_FAILURES - 2):
            attempts.failed(ALICE, "127.0.0.1")
        statuses = [write(desk.by_password(ALICE, "wrong")) for _ in range(3)]
        assert statuses == [401, 401, 429]
        assert meanwhile.writes == 2


class TestWithinAnOperation:
    def test_the_password_grant(self, desk: Desk, meanwhile: WritingMeanwhile) -> None:
        client = confidential_client(desk)
        form = {
            "grant_type": "password",
            "client_id": client["identifier"],
            "client_secret": client["secret"],
            "username": ALICE,
        }
        wrong = desk.anonymous.post("//oauth/tokens", {**form, "password": "wrong"})
        assert (wrong.status, wrong.json["error"]) == (400, "invalid_grant")
        right = desk.anonymous.post("//oauth/tokens", {**form, "password": "correct horse battery"})
        assert right.status == 201
        assert meanwhile.writes == 2

    def test_changing_ones_own(self, desk: Desk, meanwhile: WritingMeanwhile) -> None:
        path = f"/users/{desk.cast.emma}/password"
        body = {"previous_password": "wrong", "password": "another one"}
        # Sent with a session or a token in real life; signing in costs one hash as well.
        assert desk.emma.put(path, body).status == 422
        assert meanwhile.writes == 2
        body["previous_password"] = "correct horse battery"
        assert desk.emma.put(path, body).status == 200
        assert meanwhile.writes == 3
        assert desk.by_password("emma@acme.example", "another one").get("/requests").status == 200

    def test_a_new_user(self, desk: Desk, meanwhile: WritingMeanwhile) -> None:
        user = {"name": "Pat", "email": "pat@forest.example", "password": "tall trees"}
        assert desk.admin.post("/users", {"user": user}).status == 201
        assert meanwhile.writes == 1
        found = desk.admin.get("/users/search?query=pat@forest.example").json
        assert found["count"] == 1

    def test_a_call_is_counted_once(self, desk: Desk, meanwhile: WritingMeanwhile) -> None:
        client = public_client(desk)
        form = {
            "grant_type": "password",
            "client_id": client["identifier"],
            "username": ALICE,
            "password": "wrong",
        }
        first = desk.anonymous.post("//oauth/tokens", form).headers["x-rate-limit-remaining"]
        second = desk.anonymous.post("//oauth/tokens", form).headers["x-rate-limit-remaining"]
        assert meanwhile.writes == 2
        assert int(first) - int(second) == 1
        assert int(first) < ACCOUNT_LIMITS["unlimited"]
