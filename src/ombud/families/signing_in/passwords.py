"""Hashes passwords with argon2 and remembers, for a short while, which ones were right."""

import hashlib
import hmac
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ombud.values.clock import monotonic

__all__ = ["PasswordCheck", "hash_password"]

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
        """Whether the password belongs to the stored hash; None belongs to no password."""
        if stored is None:
            return False
        mark = hmac.digest(self._key, f"{stored}\0{password}".encode(), hashlib.sha256)
        now = monotonic()
        if self._right.get(mark, 0.0) > now:
            return True
        try:
            hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
        with self._lock:
            if len(self._right) >= MOST_REMEMBERED:
                self._right.clear()
            self._right[mark] = now + self._seconds
        return True
