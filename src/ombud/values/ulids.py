"""Ids of 26 letters and digits that sort by the time at which they were made."""

import secrets

__all__ = ["new_ulid"]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
RANDOM_BITS = 80


def new_ulid(seconds: int) -> str:
    """A ULID of this time; within one second the order is left to chance."""
    number = (seconds * 1000 << RANDOM_BITS) | secrets.randbits(RANDOM_BITS)
    letters = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH))]
    return "".join(letters)
