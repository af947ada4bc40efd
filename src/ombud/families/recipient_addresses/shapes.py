"""The support address object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from msgspec import UnsetType
from sqlalchemy import Row

from ombud.families.recipient_addresses.domains import OWN, shown
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["SupportAddress", "SupportAddressChange", "Verification", "show"]


class SupportAddress(Shape, kw_only=True):
    """An address that customers write to."""

    root: ClassVar[str] = "recipient_address"
    roots: ClassVar[str] = "recipient_addresses"

    url: str
    id: int
    brand_id: int
    default: bool
    name: str
    email: str
    forwarding_status: str
    spf_status: str
    cname_status: str
    domain_verification_status: str
    domain_verification_code: str
    # Only where it is known: nothing is looked up outside.
    dns_results: str | UnsetType = UNSET
    created_at: str
    updated_at: str


class SupportAddressChange(Change):
    """What a caller may write; the address itself only once."""

    email: Maybe[str] = UNSET
    name: Maybe[Words] = UNSET
    brand_id: Maybe[int] = UNSET
    default: Maybe[bool] = UNSET


class Verification(Change):
    """What is to be checked; without a type it is the forwarding."""

    type: Maybe[Literal["forwarding", "spf", "dns"]] = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[SupportAddress]:
    """The addresses of these rows."""
    return [
        SupportAddress(
            url=ctx.links.api(f"/recipient_addresses/{row.id}"),
            id=row.id,
            brand_id=row.brand_id,
            default=row.is_default,
            name=row.name,
            email=shown(ctx, row.email),
            forwarding_status=_forwarding(ctx, row),
            spf_status=row.spf_status,
            cname_status=row.cname_status,
            domain_verification_status=row.domain_verification_status,
            domain_verification_code=row.domain_verification_code or "",
            dns_results="verified" if row.email.endswith(f"@{OWN}") else UNSET,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]


def _forwarding(ctx: Context, row: Row[Any]) -> str:
    """Waiting ends with time: a mail that has not come by then is not forwarded."""
    is_over = row.forwarding_status == "waiting" and (row.forwarding_until or 0) <= ctx.now
    return "failed" if is_over else str(row.forwarding_status)
