"""Which organization a new e-mail address belongs to, by its domain."""

from sqlalchemy import bindparam, func, select

from ombud.db import Prepared
from ombud.tables import organization_domains
from ombud.wire.context import Context

__all__ = ["organization_for_email"]

OF_DOMAIN = Prepared(
    select(func.min(organization_domains.c.organization_id)).where(
        organization_domains.c.domain == bindparam("domain")
    )
)


def organization_for_email(ctx: Context, email: str) -> int | None:
    """The organization that has the address's domain; the oldest when several have it.

    # Zendesk: shared-domains
    """
    domain = email.rpartition("@")[2].strip().lower()
    if not domain:
        return None
    found: int | None = ctx.db.value(OF_DOMAIN, {"domain": domain})
    return found
