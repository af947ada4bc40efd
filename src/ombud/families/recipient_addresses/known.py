"""The support addresses as mail and tickets read them, from memory."""

from dataclasses import dataclass

from sqlalchemy import select

from ombud.db import Transaction
from ombud.families.recipient_addresses.domains import OWN, shown, stored
from ombud.tables import recipient_addresses
from ombud.wire.context import Context

__all__ = ["SupportAddress", "answering", "brand_of", "load", "of_ticket"]

STANDING = f"support@{OWN}"


@dataclass(frozen=True, slots=True)
class SupportAddress:
    """An address of the desk; `email` as it is stored or as people know it."""

    name: str
    email: str
    brand_id: int | None
    is_default: bool
    # Whether mail to it arrives here, so that mails may ask for answers there.
    verified: bool

    @property
    def is_own(self) -> bool:
        """Whether it is in the desk's own domain."""
        return self.email.endswith(f"@{OWN}")


def load(db: Transaction) -> tuple[SupportAddress, ...]:
    """All of them, the default one first; read with `db.cached`."""
    table = recipient_addresses.c
    rows = db.rows(select(recipient_addresses).order_by(table.is_default.desc(), table.id))
    return tuple(
        SupportAddress(
            row.name, row.email, row.brand_id, row.is_default, row.forwarding_status == "verified"
        )
        for row in rows
    )


def brand_of(ctx: Context, email: str) -> int | None:
    """The brand that a support address belongs to; None for other addresses."""
    wanted = stored(ctx, email)
    return next((each.brand_id for each in ctx.db.cached(load) if each.email == wanted), None)


def of_ticket(ctx: Context, brand_id: int | None, recipient: str | None) -> SupportAddress:
    """What mails about a ticket are from: the address it came to, or else one of its brand.

    Addresses whose forwarding is not verified are nobody's to write from.
    """
    usable = [each for each in ctx.db.cached(load) if each.verified]
    if recipient is not None:
        wanted = stored(ctx, recipient)
        for each in usable:
            if each.email == wanted:
                return _shown(ctx, each)
    of_brand = [each for each in usable if each.brand_id == brand_id]
    return _shown(ctx, _first(of_brand or usable))


def answering(ctx: Context, address: SupportAddress) -> SupportAddress:
    """Where answers with a token are to go: in the own domain, since other servers may not know
    addresses with a plus sign.
    """
    own = [each for each in ctx.db.cached(load) if each.is_own]
    same = [each for each in own if shown(ctx, each.email) == address.email]
    of_brand = [each for each in own if each.brand_id == address.brand_id]
    return _shown(ctx, _first(same or of_brand or own))


def _first(found: list[SupportAddress]) -> SupportAddress:
    """The first of them; every desk takes mail for one address, even if its row is gone."""
    return found[0] if found else SupportAddress("", STANDING, None, is_default=True, verified=True)


def _shown(ctx: Context, found: SupportAddress) -> SupportAddress:
    return SupportAddress(
        found.name, shown(ctx, found.email), found.brand_id, found.is_default, found.verified
    )
