"""The allowlist and the blocklist of an account: addresses and domains, one word each."""

import re
from typing import Literal

__all__ = ["verdict"]

Verdict = Literal["suspend", "reject", "not_allowed"]
BREAK = re.compile(r"[\s,;]+")


def verdict(address: str, allowed: str, blocked: str) -> Verdict | None:
    """What is done with mail of an address; None for what is let through.

    The blocklist may say `suspend:` or `reject:` before an entry, and `*` for everybody whom the
    allowlist does not name. What the allowlist names is never blocked.
    """
    address = address.lower()
    if any(_matches(entry, address) for entry in _entries(allowed)):
        return None
    everybody: Verdict | None = None
    for word in _entries(blocked):
        kind, colon, entry = word.partition(":")
        is_reject = bool(colon) and kind == "reject"
        entry = entry if colon and kind in {"reject", "suspend"} else word
        if entry == "*":
            everybody = "reject" if is_reject else "not_allowed"
        elif _matches(entry, address):
            return "reject" if is_reject else "suspend"
    return everybody


def _entries(words: str) -> list[str]:
    return [word for word in BREAK.split(words.lower()) if word]


def _matches(entry: str, address: str) -> bool:
    """An address, or a domain with all below it."""
    if "@" in entry.lstrip("@"):
        return entry == address
    domain, entry = address.rpartition("@")[2], entry.lstrip("@").removeprefix("*.")
    return domain == entry or domain.endswith(f".{entry}")
