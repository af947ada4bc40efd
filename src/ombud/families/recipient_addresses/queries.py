"""Statements of the support addresses family."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import brands, recipient_addresses
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "active_brand", "default_brand_id", "find", "lookup", "visible", "waiting_for"]

ADDRESSES = recipient_addresses.c
ORDERS = Orders(
    default=(ADDRESSES.id,), cursor={"id": (ADDRESSES.id,)}, offset={"id": (ADDRESSES.id,)}
)


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every address."""
    del ctx
    return select(recipient_addresses)


def find(ctx: Context, address_id: int) -> Row[Any]:
    """One address; raises NotFound."""
    return existing(lookup(ctx, address_id))


def lookup(ctx: Context, address_id: int) -> Row[Any] | None:
    """The same; None for an id that no address has."""
    return ctx.db.row(visible(ctx).where(ADDRESSES.id == address_id))


def waiting_for(ctx: Context, code_digest: str) -> Row[Any] | None:
    """The address whose forwarding this code shows."""
    return ctx.db.row(visible(ctx).where(ADDRESSES.forwarding_code == code_digest))


def active_brand(ctx: Context, brand_id: int) -> Row[Any]:
    """A brand that addresses can be given to; raises NotFound."""
    statement = select(brands).where(brands.c.id == brand_id, brands.c.is_deleted.is_(False))
    return existing(ctx.db.row(statement.where(brands.c.active)))


def default_brand_id(ctx: Context) -> int:
    """The brand of addresses that name none."""
    found: int = ctx.db.value(select(brands.c.id).where(brands.c.default))
    return found
