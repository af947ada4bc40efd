"""Turns rows into target objects."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from ombud.families.targets.shapes import Target, field_of
from ombud.families.targets.stored import shown
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["show"]

# What a service that is always the same is called at; its target tells it and takes nothing else.
CLICKATELL = {
    "target_url": "http://api.clickatell.com/http/sendmsg",
    "method": "get",
    "attribute": "text",
}


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Target]:
    """The targets of these rows."""
    return [_target(ctx, row) for row in rows]


def _target(ctx: Context, row: Row[Any]) -> Target:
    attributes: dict[str, Any] = {**shown(ctx, row)}
    if row.type == "clickatell_target":
        attributes.update(CLICKATELL)
    return Target(
        url=ctx.links.api(f"/targets/{row.id}"),
        id=row.id,
        created_at=iso(row.created_at),
        type=row.type,
        title=row.title,
        active=row.active,
        **{field_of(name): value for name, value in attributes.items()},
    )
