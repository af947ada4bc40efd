"""Ends all memberships of an organization at once, however many users are in it."""

from sqlalchemy import delete, func, select, update

from ombud.tables import organization_memberships, users
from ombud.wire.context import Context

__all__ = ["dissolve"]

MEMBERSHIPS = organization_memberships.c


def dissolve(ctx: Context, organization_id: int) -> None:
    """End all memberships in an organization; users fall back to the oldest of their others."""
    ctx.db.run(
        delete(organization_memberships).where(MEMBERSHIPS.organization_id == organization_id)
    )
    # Whoever had it as default is known by the copy on the user.
    had_it = select(users.c.id).where(users.c.organization_id == organization_id)
    others = organization_memberships.alias()
    oldest = (
        select(func.min(others.c.id)).where(others.c.user_id.in_(had_it)).group_by(others.c.user_id)
    )
    ctx.db.run(
        update(organization_memberships)
        .where(MEMBERSHIPS.id.in_(oldest))
        .values(default=True, updated_at=ctx.now)
    )
    fallback = select(MEMBERSHIPS.organization_id).where(
        MEMBERSHIPS.user_id == users.c.id, MEMBERSHIPS.default
    )
    ctx.db.run(
        update(users)
        .where(users.c.organization_id == organization_id)
        .values(organization_id=fallback.scalar_subquery(), updated_at=ctx.now)
    )
    ctx.db.configuration_changed()
