"""Mails that come back: whom the desk cannot reach, if it was the desk that wrote to them."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Row, select

from ombud.families.user_identities.reaching import bounced
from ombud.mail import tokens
from ombud.mail.letter import Letter, Returned
from ombud.storage import seal_of
from ombud.tables import deliveries, users
from ombud.wire.context import Context

__all__ = ["note_bounce"]


def note_bounce(ctx: Context, letter: Letter) -> bool:
    """Mark the addresses that a mail of the desk did not reach; False where it was none of ours.

    Only the Message-ID that the desk signed tells that, and whom it wrote to: whatever else a
    bounce says may be forged.
    """
    returned = letter.returned or Returned()
    keys = sorted(set(_keys(ctx, letter, returned)))
    if not keys:
        return False
    failed = {address.lower() for address in returned.recipients}
    for row in ctx.db.rows(select(deliveries).where(deliveries.c.key.in_(keys))):
        written_to = _written_to(ctx, row)
        named = [address for address in written_to if address in failed]
        # Servers that pass mail on name an address that the desk does not know.
        for address in named or (written_to if len(written_to) == 1 else []):
            bounced(ctx, address)
    return True


def _keys(ctx: Context, letter: Letter, returned: Returned) -> Iterator[str]:
    """The keys of the deliveries whose mails are named."""
    seal = seal_of(ctx.config)
    for message_id in (returned.message_id, *letter.in_reply_to, *letter.references):
        if message_id and tokens.ticket_of_message_id(seal, message_id) is not None:
            yield message_id.strip("<>").partition(".")[0].upper()


def _written_to(ctx: Context, delivery: Row[Any]) -> list[str]:
    """The addresses that a delivery went to, in lower case."""
    people = [delivery.recipient_id, *msgspec.json.decode(delivery.copy_ids)]
    ids = [user_id for user_id in people if user_id is not None]
    found = ctx.db.values(select(users.c.email).where(users.c.id.in_(ids)))
    return [email.lower() for email in found if email]
