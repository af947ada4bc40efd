"""Signed names of tickets in addresses, message ids and texts, by which answers find them.

Upper and lower case are the same everywhere: mail programs change them.
"""

import re
from dataclasses import dataclass

from ombud.values.sealing import Seal

__all__ = [
    "Named",
    "desk_mark",
    "encoded_id",
    "message_id",
    "reply_address",
    "ticket_of_address",
    "ticket_of_message_id",
    "tickets_named",
]

IN_ADDRESS = re.compile(
    r"(?P<local>.*)\+id(?P<ticket>[1-9][0-9]{0,18})-(?P<signature>[a-z2-7]{16})"
)
IN_MESSAGE_ID = re.compile(
    r"<?(?P<key>[a-z0-9_-]+)\.(?P<ticket>[1-9][0-9]{0,18})\.(?P<signature>[a-z2-7]{20})"
    r"@(?P<domain>[^@\s<>]+?)>?"
)
LONGEST_LOCAL_PART = 64

# No I, O, 0 and 1, which people mix up.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
NAMED = re.compile(
    rf"(?<![A-Z0-9])([{LETTERS}]{{6}})-([{LETTERS}]{{4}}(?:[{LETTERS}]{{4}})?)(?![A-Z0-9])",
    re.IGNORECASE,
)
SIGNED_BY = "abcdefghijklmnopqrstuvwxyz234567"
# Zeros after the ticket's number: what was not made with the key has others in their place.
CHECK_BITS = 18
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Named:
    """The ticket of a signed address, and whether only mails to staff carry that address."""

    ticket_id: int
    of_staff: bool


def desk_mark(seal: Seal, subdomain: str) -> str:
    """What stands in `X-Ombud-Desk` of every mail of this account: a mail that has it came back."""
    return seal.sign("desk mark", subdomain)


def reply_address(seal: Seal, address: str, ticket_id: int, *, for_staff: bool) -> str:
    """The address with a signed token, so that what is sent there answers the ticket.

    That for staff shows that its bearer read what only staff was sent; customers must never get
    it. An address that has no room for the token stays as it is.
    """
    local, _, domain = address.lower().rpartition("@")
    signature = seal.sign(_purpose(for_staff=for_staff), f"{ticket_id} {local}@{domain}", 16)
    token = f"+id{ticket_id}-{signature}"
    if len(local) + len(token) > LONGEST_LOCAL_PART:
        return address
    return f"{address.rpartition('@')[0]}{token}@{address.rpartition('@')[2]}"


def ticket_of_address(seal: Seal, address: str) -> Named | None:
    """What a `reply_address` names; None for others, also where the token was not ours."""
    local, _, domain = address.strip().lower().rpartition("@")
    found = IN_ADDRESS.fullmatch(local)
    if found is None:
        return None
    signed = f"{found['ticket']} {found['local']}@{domain}"
    for of_staff in (False, True):
        if seal.is_signed(_purpose(for_staff=of_staff), signed, found["signature"], 16):
            return Named(int(found["ticket"]), of_staff)
    return None


def message_id(seal: Seal, key: str, ticket_id: int, domain: str) -> str:
    """The Message-ID, in its angle brackets, of the mail that has this key in the queue."""
    signature = seal.sign("message id", f"{key} {ticket_id} {domain}".lower())
    return f"<{key}.{ticket_id}.{signature}@{domain}>"


def ticket_of_message_id(seal: Seal, message_id: str) -> int | None:
    """The ticket of a `message_id`, with or without brackets; None for what we did not make."""
    found = IN_MESSAGE_ID.fullmatch(message_id.strip().lower())
    if found is None:
        return None
    signed = f"{found['key']} {found['ticket']} {found['domain']}"
    is_ours = seal.is_signed("message id", signed, found["signature"])
    return int(found["ticket"]) if is_ours else None


def encoded_id(seal: Seal, ticket_id: int) -> str:
    """The token by which texts name a ticket, such as `ABC123-45DE`; longer above 2^32, below 2^52."""
    half = 25 if ticket_id < 2**32 else 35
    number = ticket_id << CHECK_BITS
    left, right = number >> half, number % 2**half
    for turn in range(ROUNDS):
        left, right = right, left ^ _mixed(seal, turn, right, half)
    number = left << half | right
    token = "".join(LETTERS[number >> shift & 31] for shift in range(2 * half - 5, -1, -5))
    return f"{token[:6]}-{token[6:]}"


def tickets_named(seal: Seal, text: str) -> tuple[int, ...]:
    """The tickets whose `encoded_id` is in the text, in its order, each once."""
    found = (_ticket_of(seal, (first + last).upper()) for first, last in NAMED.findall(text))
    return tuple(dict.fromkeys(ticket_id for ticket_id in found if ticket_id is not None))


def _purpose(*, for_staff: bool) -> str:
    return "reply address of staff" if for_staff else "reply address"


def _ticket_of(seal: Seal, token: str) -> int | None:
    number, half = 0, 5 * len(token) // 2
    for letter in token:
        number = number << 5 | LETTERS.index(letter)
    left, right = number >> half, number % 2**half
    for turn in reversed(range(ROUNDS)):
        left, right = right ^ _mixed(seal, turn, left, half), left
    number = left << half | right
    ticket_id = number >> CHECK_BITS
    is_ours = number % 2**CHECK_BITS == 0 and ticket_id > 0
    return ticket_id if is_ours else None


def _mixed(seal: Seal, turn: int, number: int, bits: int) -> int:
    """A number of so many bits that only the key tells from the given one."""
    found = 0
    for letter in seal.sign("encoded id", f"{turn} {number} {bits}", bits // 5):
        found = found << 5 | SIGNED_BY.index(letter)
    return found
