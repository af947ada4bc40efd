"""Changes of support addresses as verbs of the desk."""

from typing import Any

from sqlalchemy import delete, update

from ombud.db import Duplicate
from ombud.families.recipient_addresses import queries, verifying
from ombud.families.recipient_addresses.domains import OWN, stored
from ombud.families.recipient_addresses.shapes import SupportAddressChange
from ombud.families.required import referred, required_text
from ombud.tables import recipient_addresses
from ombud.values.text import looks_like_email
from ombud.values.tokens import new_token
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_address", "update_address"]

ADDRESSES = recipient_addresses.c
LONGEST_EMAIL = 254
LONGEST_NAME = 255


def create(ctx: Context, change: SupportAddressChange) -> int:
    """Add an address and return its id; a foreign one is sent a mail. Raises Invalid."""
    email = _new_email(ctx, change.email)
    is_own = email.endswith(f"@{OWN}")
    known = "verified" if is_own else "unknown"
    try:
        address_id = ctx.db.insert(
            recipient_addresses,
            email=email,
            name=_name(change.name),
            brand_id=_brand_id(ctx, change.brand_id),
            forwarding_status=known,
            # Zendesk: records-of-domains (docs/quirks.md#records-of-domains)
            spf_status=known,
            cname_status=known,
            domain_verification_status=known,
            domain_verification_code=new_token(16),
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    except Duplicate as error:
        description = f"Email: {change.email} has already been taken"
        raise Invalid.one("email", description, "DuplicateValue") from error
    if change.default is True:
        _make_default(ctx, address_id)
    if not is_own:
        verifying.ask(ctx, address_id)
    ctx.db.configuration_changed()
    return address_id


def update_address(ctx: Context, address_id: int, change: SupportAddressChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    row = queries.find(ctx, address_id)
    values: dict[str, Any] = {}
    if isinstance(change.email, str) and stored(ctx, change.email) != row.email:
        # Zendesk: address-for-good (docs/quirks.md#address-for-good)
        raise Invalid.one("email", "Email: cannot be changed")
    if change.name is not UNSET:
        values["name"] = _name(change.name)
    if change.brand_id is not UNSET:
        values["brand_id"] = _brand_id(ctx, change.brand_id)
    if values:
        ctx.db.run(
            update(recipient_addresses)
            .where(ADDRESSES.id == address_id)
            .values(**values, updated_at=ctx.now)
        )
    if change.default is True and not row.is_default:
        _make_default(ctx, address_id)
    ctx.db.configuration_changed()


def delete_address(ctx: Context, address_id: int) -> None:
    """Delete an address; raises NotFound, and Invalid for the default one."""
    if queries.find(ctx, address_id).is_default:
        raise Invalid.one("base", "The default support address cannot be deleted")
    ctx.db.run(delete(recipient_addresses).where(ADDRESSES.id == address_id))
    ctx.db.configuration_changed()


def _make_default(ctx: Context, address_id: int) -> None:
    for is_default, which in (
        (False, ADDRESSES.is_default & (ADDRESSES.id != address_id)),
        (True, ADDRESSES.id == address_id),
    ):
        ctx.db.run(
            update(recipient_addresses)
            .where(which)
            .values(is_default=is_default, updated_at=ctx.now)
        )


def _new_email(ctx: Context, given: object) -> str:
    email = required_text("email", given, LONGEST_EMAIL)
    if not looks_like_email(email):
        raise Invalid.one("email", f"Email:  {email} is not properly formatted", "InvalidFormat")
    if "+" in email.rpartition("@")[0]:
        # What follows a plus sign in the local part names tickets.
        raise Invalid.one("email", f"Email: {email} cannot have a plus sign", "InvalidFormat")
    return stored(ctx, email)


def _name(given: object) -> str:
    name = (text_of(given) or "").strip()
    if len(name) > LONGEST_NAME:
        raise Invalid.too_long("name", LONGEST_NAME)
    return name


def _brand_id(ctx: Context, given: object) -> int:
    if given is UNSET or given is None:
        return queries.default_brand_id(ctx)
    brand: int = referred(ctx, queries.active_brand, given, "brand_id").id
    return brand
