"""Names and addresses as headers have them.

Written here because the standard library tears names beyond ASCII apart where it folds them.
"""

import base64
import re
from collections.abc import Iterable
from email.policy import EmailPolicy
from typing import Any

from ombud.mail.letter import Party
from ombud.values.text import looks_like_email

__all__ = ["OutgoingPolicy", "mailboxes", "one_line", "written_address"]

# Control characters, and those that only turn the direction of what follows them.
UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
WORDS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
QUOTABLE = re.compile(r"[ -~]+")
LONGEST_NAME = 200
# So that a name and an address fit into a line.
LONGEST_QUOTED = 40
# Of UTF-8, which make encoded words of at most 75 characters.
BYTES_A_WORD = 45
# Whose values are complete when they are set: addresses, and ids, which some cannot read folded.
FOLDED_ALREADY = frozenset(
    {"from", "to", "cc", "reply-to", "message-id", "in-reply-to", "references"}
)


def one_line(text: str) -> str:
    """The text without what could end a line or turn the next words around."""
    return " ".join(UNWRITABLE.sub(" ", text).split())


def written_address(address: str) -> str:
    """The address in the form in which it travels: a domain of other scripts as `xn--`.

    Raises ValueError for what is none.
    """
    if not looks_like_email(address) or UNWRITABLE.search(address):
        message = f"{address!r} is not an address"
        raise ValueError(message)
    local, _, domain = address.rpartition("@")
    # UnicodeError, which is a ValueError, for what is no domain.
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"


def mailboxes(parties: Iterable[Party]) -> str:
    """The value of a header, one line for each; raises ValueError for what is no address."""
    return ",\r\n ".join(_mailbox(party) for party in parties)


class OutgoingPolicy(EmailPolicy):
    """SMTP's, which leaves alone what is folded already and free of line breaks of others."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name.lower() in FOLDED_ALREADY:
            return name, value
        return super().header_store_parse(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() in FOLDED_ALREADY:
            return f"{name}: {value}\r\n".encode()
        return super().fold_binary(name, value)


def _mailbox(party: Party) -> str:
    address = written_address(party.address)
    name = one_line(party.name)[:LONGEST_NAME]
    if not name:
        return address
    return f"{_phrase(name)} <{address}>"


def _phrase(name: str) -> str:
    is_short = len(name) <= LONGEST_QUOTED and "=?" not in name
    if is_short and WORDS.fullmatch(name):
        return name
    if is_short and QUOTABLE.fullmatch(name):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in _parts(name))


def _parts(name: str) -> Iterable[bytes]:
    """The name cut between its letters: each encoded word has to be whole."""
    part = b""
    for letter in name:
        encoded = letter.encode()
        if len(part) + len(encoded) > BYTES_A_WORD:
            yield part
            part = b""
        part += encoded
    yield part
