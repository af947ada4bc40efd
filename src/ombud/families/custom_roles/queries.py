"""Statements of the custom roles family."""

from collections.abc import Collection

from sqlalchemy import func, select

from ombud.tables import users
from ombud.wire.context import Context

__all__ = ["member_counts"]


def member_counts(ctx: Context, ids: Collection[int]) -> dict[int, int]:
    """How many active team members have each of these roles; those of nobody are left out."""
    counting = (
        select(users.c.custom_role_id, func.count().label("number"))
        .where(users.c.active, users.c.custom_role_id.in_(ids))
        .group_by(users.c.custom_role_id)
    )
    return {row.custom_role_id: row.number for row in ctx.db.rows(counting)}
