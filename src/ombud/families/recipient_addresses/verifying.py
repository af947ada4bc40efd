"""Whether mail to an address is forwarded here: a mail with a code goes there and has to come back."""

import re

from sqlalchemy import update

from ombud.families.deliveries.queueing import SMTP, Queued, enqueue
from ombud.families.recipient_addresses import queries
from ombud.families.recipient_addresses.domains import OWN, shown
from ombud.mail.letter import Letter
from ombud.storage import seal_of
from ombud.tables import recipient_addresses
from ombud.values.text import as_json
from ombud.values.tokens import digest
from ombud.wire.context import Context

__all__ = ["PURPOSE", "ask", "code_of", "take", "waiting"]

ADDRESSES = recipient_addresses.c
# What the payload of the delivery says it is.
PURPOSE = "forwarding"
WAITS = 24 * 3600
CODE = re.compile(r"forwarding-code-([a-z2-7]{32})", re.IGNORECASE)


def ask(ctx: Context, address_id: int) -> None:
    """Send the address a mail; raises NotFound. What is in the own domain needs none.

    # Zendesk: forwarding-check (docs/quirks.md#forwarding-check)
    """
    row = queries.find(ctx, address_id)
    if row.email.endswith(f"@{OWN}") or row.forwarding_status == "verified":
        return
    until = ctx.now + WAITS
    code = code_of(ctx, address_id, until)
    ctx.db.run(
        update(recipient_addresses)
        .where(ADDRESSES.id == address_id)
        .values(
            forwarding_status="waiting",
            forwarding_code=digest(code),
            forwarding_until=until,
            updated_at=ctx.now,
        )
    )
    payload = as_json({"purpose": PURPOSE, "address_id": address_id, "until": until})
    enqueue(ctx, [Queued("email", SMTP, address=row.email, payload=payload)])
    ctx.db.configuration_changed()


def code_of(ctx: Context, address_id: int, until: int) -> str:
    """The code that the mail brings; it is not kept anywhere."""
    about = f"{ctx.account.subdomain} {address_id} {until}"
    return "forwarding-code-" + seal_of(ctx.config).sign("forwarding", about, 32)


def waiting(ctx: Context, address_id: int, until: int) -> str | None:
    """The address, while the mail that was asked for then can still verify it."""
    row = queries.lookup(ctx, address_id)
    if row is None or row.forwarding_status != "waiting" or row.forwarding_until != until:
        return None
    return shown(ctx, row.email) if until > ctx.now else None


def take(ctx: Context, letter: Letter) -> bool:
    """Whether the mail is one of those that were sent to be forwarded; notes that it came.

    Call it before asking whether the mail is a loop: it is the desk's own.
    """
    for found in CODE.finditer(f"{letter.subject}\n{letter.text}"):
        row = queries.waiting_for(ctx, digest(found[0].lower()))
        if row is None:
            continue
        if row.forwarding_status != "verified" and (row.forwarding_until or 0) > ctx.now:
            ctx.db.run(
                update(recipient_addresses)
                .where(ADDRESSES.id == row.id)
                .values(forwarding_status="verified", updated_at=ctx.now)
            )
            ctx.db.configuration_changed()
        return True
    return False
