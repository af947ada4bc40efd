"""Ends all memberships of a group at once, however many agents are in it."""

from typing import Any

from sqlalchemy import Select, select

from ombud.families.groups import queries as group_queries
from ombud.families.memberships import dissolving
from ombud.families.memberships.announcing import announce_begun
from ombud.families.memberships.queries import IN_GROUPS
from ombud.tables import group_memberships, users
from ombud.wire.context import Context

__all__ = ["dissolve"]


def dissolve(ctx: Context, group_id: int) -> None:
    """End all memberships in a group; agents left without one join the default group."""
    dissolving.empty(ctx, IN_GROUPS, group_id)
    _catch_groupless(ctx, dissolving.whose_default(IN_GROUPS, group_id))
    dissolving.replace_default(ctx, IN_GROUPS, group_id)


def _catch_groupless(ctx: Context, candidates: Select[Any]) -> None:
    """Give those of the candidates who have no group left the account's default group."""
    has_one = select(group_memberships.c.id).where(group_memberships.c.user_id == users.c.id)
    groupless = ctx.db.values(
        select(users.c.id).where(users.c.id.in_(candidates), users.c.active, ~has_one.exists())
    )
    default_id = group_queries.default_id(ctx)
    ids = ctx.db.new_ids(len(groupless)) if groupless else []
    rows = [
        {
            "id": membership_id,
            "user_id": user_id,
            "group_id": default_id,
            "default": False,
            "created_at": ctx.now,
            "updated_at": ctx.now,
        }
        for membership_id, user_id in zip(ids, groupless, strict=True)
    ]
    ctx.db.insert_all(group_memberships, rows)
    announce_begun(ctx, IN_GROUPS, groupless, default_id)
