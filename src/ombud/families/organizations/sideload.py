"""Organizations beside the records that name them."""

from collections.abc import Sequence
from typing import Any

from ombud.families.organizations import queries
from ombud.families.organizations.shapes import Organization, show
from ombud.tables import organizations
from ombud.wire.answers import Sideload
from ombud.wire.context import Context
from ombud.wire.sideloading import ids_of

__all__ = ["organizations_by_id", "organizations_of"]


def organizations_of(*fields: str) -> Sideload:
    """`include=organizations`: those whose ids stand in these fields, alone or in lists."""

    def load(ctx: Context, shapes: Sequence[Any]) -> list[Organization]:
        return organizations_by_id(ctx, ids_of(shapes, fields))

    return Sideload("organizations", "organizations", load, "The organizations referred to.")


def organizations_by_id(ctx: Context, ids: set[int]) -> list[Organization]:
    """The visible ones of these organizations, by rising id."""
    if not ids:
        return []
    statement = queries.with_ids(ctx, ids).order_by(organizations.c.id)
    return show(ctx, ctx.db.rows(statement))
