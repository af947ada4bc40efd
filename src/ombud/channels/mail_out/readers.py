"""Who reads the mail of a delivery, as long as they can be written to."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.channels.mail_out import queries
from ombud.families.accounts import account
from ombud.mail.letter import Party
from ombud.wire.context import Context

__all__ = ["Reader", "Unaddressed", "readers_of"]

# Addresses that refused so many mails in a row are not written to any more.
MOST_FAILURES = 3


class Unaddressed(Exception):
    """There is nobody to send it to (any longer); the text says why."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One of those to whom the mail goes."""

    address: Party
    locale_id: int
    is_agent: bool


def readers_of(ctx: Context, delivery: Row[Any], *, is_notice: bool) -> list[Reader]:
    """The first one it is to, the others have a copy; raises Unaddressed for nobody.

    Notices are tried whatever was refused before: they show whether an address is one.
    """
    own = ctx.db.cached(account.load).locale_id
    if delivery.address is not None:
        return [Reader(Party(delivery.address), own, is_agent=False)]
    ids = [delivery.recipient_id, *msgspec.json.decode(delivery.copy_ids)]
    found = queries.people(ctx, [each for each in ids if each is not None])
    rows = [found[each] for each in dict.fromkeys(ids) if each in found]
    if not rows:
        raise Unaddressed("the recipient is gone, suspended or has no address")
    if not is_notice:
        rows = [row for row in rows if (row.undeliverable_count or 0) < MOST_FAILURES]
    if not rows:
        # Zendesk: undeliverable-addresses (docs/quirks.md#undeliverable-addresses)
        raise Unaddressed("mail to the address was refused again and again")
    return [
        Reader(Party(row.email, row.name), row.locale_id or own, row.role != "end-user")
        for row in rows
    ]
