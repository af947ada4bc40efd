"""The support address that a new account begins with."""

from ombud.db import Transaction
from ombud.families.recipient_addresses.domains import OWN
from ombud.tables import recipient_addresses
from ombud.values.tokens import new_token

__all__ = ["add_address"]


def add_address(db: Transaction, name: str, brand_id: int, now: int) -> None:
    """`support` in the account's own domain, the default one."""
    db.insert(
        recipient_addresses,
        name=name,
        email=f"support@{OWN}",
        brand_id=brand_id,
        is_default=True,
        forwarding_status="verified",
        spf_status="verified",
        cname_status="verified",
        domain_verification_status="verified",
        domain_verification_code=new_token(16),
        created_at=now,
        updated_at=now,
    )
