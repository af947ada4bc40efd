"""Hashes passwords with argon2 and remembers, for a short while, which ones were right."""

import base64
import functools
import hashlib
import hmac
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ombud.values.clock import monotonic

__all__ = ["PasswordCheck", "hash_password", "password_check"]

hasher = PasswordHasher()
MOST_REMEMBERED = 10_000


def hash_password(password: str) -> str:
    """The stored form of a password."""
    return hasher.hash(password)


class PasswordCheck:
    """Compares passwords with stored hashes; a right one costs argon2 only once a while.

    What is remembered is keyed by the hash itself, so a changed password is forgotten at once,
    and only under a key that never leaves this process.
    """

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds
        self._key = secrets.token_bytes(32)
        self._right: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def is_right(self, password: str, stored: str | None) -> bool:
        """Whether the password belongs to the stored hash.

        None is nobody's hash: it takes as long as a wrong password, so that the time of an
        answer does not tell who exists.
        """
        if self.remembers(password, stored):
            return True
        try:
            hasher.verify(stored or _nobodys_hash(), password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
        if stored is None:
            return False
        with self._lock:
            if len(self._right) >= MOST_REMEMBERED:
                self._right.clear()
            self._right[self._mark(password, stored)] = monotonic() + self._seconds
        return True

    def remembers(self, password: str, stored: str | None) -> bool:
        """Whether the password was found right a short while ago, which costs next to nothing."""
        return self._right.get(self._mark(password, stored), 0.0) > monotonic()

    def _mark(self, password: str, stored: str | None) -> bytes:
        secret = f"{stored}\0{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, secret, hashlib.sha256)


@functools.cache
def password_check(seconds: int) -> PasswordCheck:
    """The process's one memory of right passwords."""
    return PasswordCheck(seconds)


@functools.cache
def _nobodys_hash() -> str:
    """A hash of the usual cost that no password has; made without paying that cost."""
    salt, end = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${end}"
