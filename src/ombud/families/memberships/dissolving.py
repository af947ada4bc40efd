"""Ends all memberships in a group or an organization at once, however many people are in it."""

from typing import Any

from sqlalchemy import Select, delete, func, select, update

from ombud.families.memberships.announcing import affected, announce_ended
from ombud.families.memberships.queries import Kind
from ombud.families.users.announcing import watching
from ombud.tables import users
from ombud.wire.context import Context

__all__ = ["empty", "replace_default", "whose_default"]


def empty(ctx: Context, kind: Kind, place_id: int) -> None:
    """End all memberships in one place; `replace_default` must follow."""
    ended = affected(ctx, kind, "deleted", kind.place_id == place_id)
    ctx.db.run(delete(kind.table).where(kind.place_id == place_id))
    announce_ended(ctx, kind, ended)


def whose_default(kind: Kind, place_id: int) -> Select[Any]:
    """Ids of the users whose default it is, or was when they were members: their rows tell."""
    return select(users.c.id).where(kind.default_id == place_id)


def replace_default(ctx: Context, kind: Kind, place_id: int) -> None:
    """Users whose default it was fall back to the oldest of their other memberships, or to none."""
    memberships, others = kind.table.c, kind.table.alias().c
    oldest = (
        select(func.min(others.id))
        .where(others.user_id.in_(whose_default(kind, place_id)))
        .group_by(others.user_id)
    )
    ctx.db.run(
        update(kind.table)
        .where(memberships.id.in_(oldest))
        .values(default=True, updated_at=ctx.now)
    )
    fallback = select(kind.place_id).where(memberships.user_id == users.c.id, memberships.default)
    theirs = kind.default_id == place_id
    with watching(ctx, select(users).where(theirs), "default_group_changed"):
        ctx.db.run(
            update(users)
            .where(theirs)
            .values({kind.default_id: fallback.scalar_subquery(), users.c.updated_at: ctx.now})
        )
    ctx.db.configuration_changed()
