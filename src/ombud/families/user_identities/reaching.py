"""Whether mail reaches an address, as servers say when it is sent and bounces say later."""

from collections.abc import Sequence

from sqlalchemy import update

from ombud.families.user_identities.values import deliverable_state
from ombud.tables import user_identities
from ombud.wire.context import Context

__all__ = ["bounced", "reached"]

IDENTITIES = user_identities.c


def bounced(ctx: Context, address: str) -> None:
    """A mail to the address was refused for good: there is no such mailbox."""
    ctx.db.run(
        update(user_identities)
        .where(IDENTITIES.type == "email", IDENTITIES.value == address.lower())
        .values(
            undeliverable_count=IDENTITIES.undeliverable_count + 1,
            deliverable_state="undeliverable",
            updated_at=ctx.now,
        )
    )


def reached(ctx: Context, addresses: Sequence[str]) -> None:
    """Mails to these addresses were taken, whatever happened before."""
    for address in addresses:
        value = address.lower()
        ctx.db.run(
            update(user_identities)
            .where(
                IDENTITIES.type == "email",
                IDENTITIES.value == value,
                IDENTITIES.undeliverable_count > 0,
            )
            .values(
                undeliverable_count=0,
                deliverable_state=deliverable_state("email", value),
                updated_at=ctx.now,
            )
        )
