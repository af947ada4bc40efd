"""Groups beside the records that name them."""

from collections.abc import Sequence
from typing import Any

from ombud.families.groups import queries
from ombud.families.groups.shapes import Group, show
from ombud.tables import groups
from ombud.wire.answers import Sideload
from ombud.wire.context import Context
from ombud.wire.sideloading import ids_of

__all__ = ["groups_by_id", "groups_of"]


def groups_of(*fields: str) -> Sideload:
    """`include=groups`: those whose ids stand in these fields, alone or in lists."""

    def load(ctx: Context, shapes: Sequence[Any]) -> list[Group]:
        return groups_by_id(ctx, ids_of(shapes, fields))

    return Sideload("groups", "groups", load, "The groups referred to.")


def groups_by_id(ctx: Context, ids: set[int]) -> list[Group]:
    """The groups of these ids that were not deleted, by rising id."""
    if not ids:
        return []
    statement = queries.visible(ctx).where(groups.c.id.in_(ids)).order_by(groups.c.id)
    return show(ctx, ctx.db.rows(statement))
