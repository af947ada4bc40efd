"""The rows that a caller may find, and the objects that found records become."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Row, Select, Table

from ombud.families.groups import queries as group_queries
from ombud.families.groups import shapes as group_shapes
from ombud.families.organizations import queries as organization_queries
from ombud.families.organizations import shapes as organization_shapes
from ombud.families.tickets import queries as ticket_queries
from ombud.families.tickets import shapes as ticket_shapes
from ombud.families.users import queries as user_queries
from ombud.families.users import showing as user_showing
from ombud.search.index import Kind
from ombud.search.searching import Hit
from ombud.tables import groups, organizations, tickets, users
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["as_result", "kinds", "shown", "visible"]


@dataclass(frozen=True, slots=True)
class Family:
    """How one kind of record is read: its table, who sees what of it, and its objects."""

    table: Table
    visible: Callable[[Context], Select[Any]]
    show: Callable[[Context, Sequence[Row[Any]]], Sequence[Shape]]


def kinds(ctx: Context) -> tuple[Kind, ...]:
    """What the caller may search for: roles can keep their agents from searching for users."""
    return tuple(kind for kind in FAMILIES if kind != "user" or ctx.actor.may("list_users"))


def visible(ctx: Context) -> Mapping[Kind, Select[Any]]:
    """The records of each kind that the caller may find."""
    return {kind: family.visible(ctx) for kind, family in FAMILIES.items()}


def shown(ctx: Context, hits: Sequence[Hit]) -> dict[Hit, Shape]:
    """The objects of the hits; each kind that is among them is read once."""
    found: dict[Hit, Shape] = {}
    for kind, family in FAMILIES.items():
        ids = [hit.id for hit in hits if hit.kind == kind]
        if ids:
            rows = ctx.db.rows(family.visible(ctx).where(family.table.c.id.in_(ids)))
            shapes = family.show(ctx, rows)
            found.update(
                (Hit(kind, row.id), shape) for row, shape in zip(rows, shapes, strict=True)
            )
    return found


def as_result(kind: Kind, shape: Shape) -> dict[str, Any]:
    """The whole object with the kind that it is."""
    fields = msgspec.structs.asdict(shape)
    kept = {name: value for name, value in fields.items() if value is not UNSET}
    return {**kept, "result_type": kind}


def _tickets(ctx: Context) -> Select[Any]:
    """Unlike the lists of tickets, a search also finds those that are archived."""
    return ticket_queries.visible_or_archived(ctx)


FAMILIES: Mapping[Kind, Family] = {
    "ticket": Family(tickets, _tickets, ticket_shapes.show),
    "user": Family(users, user_queries.visible, user_showing.show),
    "organization": Family(organizations, organization_queries.visible, organization_shapes.show),
    "group": Family(groups, group_queries.visible, group_shapes.show),
}
