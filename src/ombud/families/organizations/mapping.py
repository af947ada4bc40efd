"""Which organization a new e-mail address belongs to, by its domain."""

from sqlalchemy import func, select

from ombud.tables import organization_domains
from ombud.wire.context import Context

__all__ = ["organization_for_email"]


def organization_for_email(ctx: Context, email: str) -> int | None:
    """The organization that has the address's domain; the oldest when several have it.

    # Zendesk: shared-domains
    """
    domain = email.rpartition("@")[2].strip().lower()
    if not domain:
        return None
    found: int | None = ctx.db.value(
        select(func.min(organization_domains.c.organization_id)).where(
            organization_domains.c.domain == domain
        )
    )
    return found
