"""Users beside the records that name them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from ombud.families.users import queries
from ombud.families.users.shapes import Person, User
from ombud.families.users.showing import show, show_people
from ombud.tables import users
from ombud.wire.answers import Sideload
from ombud.wire.context import Context
from ombud.wire.sideloading import ids_of

__all__ = ["users_by_id", "users_of"]


def users_of(*fields: str) -> Sideload:
    """`include=users`: those whose ids stand in these fields, alone or in lists."""

    def load(ctx: Context, shapes: Sequence[Any]) -> Sequence[User] | Sequence[Person]:
        return users_by_id(ctx, ids_of(shapes, fields))

    return Sideload("users", "users", load, "The users referred to.")


def users_by_id(ctx: Context, ids: Collection[int]) -> Sequence[User] | Sequence[Person]:
    """The active ones of these users, by rising id; end users are told only who they are."""
    if not ids:
        return []
    if ctx.actor.is_agent:
        return show(ctx, ctx.db.rows(queries.with_ids(ctx, ids)))
    everybody = select(*queries.COLUMNS).where(users.c.active, users.c.id.in_(ids))
    return show_people(ctx, ctx.db.rows(everybody.order_by(users.c.id)))
