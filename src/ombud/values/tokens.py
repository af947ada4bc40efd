"""Random secrets and the one-way forms in which they are stored."""

import hashlib
import secrets

__all__ = ["digest", "new_token"]


def new_token(length: int = 40) -> str:
    """A random token of letters, digits, `-` and `_` with about six bits a character."""
    return secrets.token_urlsafe(length)[:length]


def digest(token: str) -> str:
    """The stored form of a token: long random input needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
