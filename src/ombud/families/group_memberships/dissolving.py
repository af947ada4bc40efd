"""Ends all memberships of a group at once, however many agents are in it."""

from typing import Any

from sqlalchemy import delete, func, select, update

from ombud.tables import group_memberships, groups, users
from ombud.wire.context import Context

__all__ = ["dissolve"]

MEMBERSHIPS = group_memberships.c


def dissolve(ctx: Context, group_id: int) -> None:
    """End all memberships in a group; agents left without one join the default group."""
    ctx.db.run(delete(group_memberships).where(MEMBERSHIPS.group_id == group_id))
    # Whoever had it as default is known by the copy on the user.
    had_it = select(users.c.id).where(users.c.default_group_id == group_id)
    _catch_groupless(ctx, had_it)
    others = group_memberships.alias()
    oldest = (
        select(func.min(others.c.id)).where(others.c.user_id.in_(had_it)).group_by(others.c.user_id)
    )
    ctx.db.run(
        update(group_memberships)
        .where(MEMBERSHIPS.id.in_(oldest))
        .values(default=True, updated_at=ctx.now)
    )
    fallback = select(MEMBERSHIPS.group_id).where(
        MEMBERSHIPS.user_id == users.c.id, MEMBERSHIPS.default
    )
    ctx.db.run(
        update(users)
        .where(users.c.default_group_id == group_id)
        .values(default_group_id=fallback.scalar_subquery(), updated_at=ctx.now)
    )
    ctx.db.configuration_changed()


def _catch_groupless(ctx: Context, candidates: Any) -> None:
    """Give those of the candidates who have no group left the account's default group."""
    has_one = select(MEMBERSHIPS.id).where(MEMBERSHIPS.user_id == users.c.id)
    groupless = ctx.db.values(
        select(users.c.id).where(users.c.id.in_(candidates), users.c.active, ~has_one.exists())
    )
    default_group = ctx.db.value(select(groups.c.id).where(groups.c.default))
    ids = ctx.db.new_ids(len(groupless)) if groupless else []
    rows = [
        {
            "id": membership_id,
            "user_id": user_id,
            "group_id": default_group,
            "default": False,
            "created_at": ctx.now,
            "updated_at": ctx.now,
        }
        for membership_id, user_id in zip(ids, groupless, strict=True)
    ]
    ctx.db.insert_all(group_memberships, rows)
