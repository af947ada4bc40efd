"""The view object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar, Literal

from msgspec import UnsetType
from sqlalchemy import Row

from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.ticket_fields import definitions
from ombud.families.views import queries, validity
from ombud.families.views.outputs import Output, OutputChange
from ombud.rules.conditions import Conditions
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = [
    "Place",
    "RestrictionChange",
    "View",
    "ViewChange",
    "show",
]


class View(Shape, kw_only=True):
    """A view as agents see it."""

    root: ClassVar[str] = "view"
    roots: ClassVar[str] = "views"

    url: str
    id: int
    title: str
    active: bool
    updated_at: str
    created_at: str
    default: bool
    position: int
    description: str | None
    execution: dict[str, Any]
    conditions: dict[str, Any]
    restriction: dict[str, Any] | None
    raw_title: str
    # Why no ticket can be in it any more; only such views have it.
    # Zendesk: invalid-views (docs/quirks.md#invalid-views)
    invalid: str | UnsetType = UNSET
    # Only when they are asked for.
    permissions: dict[str, bool] | UnsetType = UNSET
    app_installation: dict[str, Any] | UnsetType | None = UNSET


class RestrictionChange(Change):
    """For whom a view is: one agent, or some groups."""

    type: Literal["User", "Group"]
    id: Maybe[int] = UNSET
    ids: Maybe[list[int]] = UNSET


class ViewChange(Change):
    """What a caller may write; conditions may stand in `conditions` or beside it."""

    title: Maybe[Words] = UNSET
    raw_title: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET
    position: Maybe[int] = UNSET
    conditions: Maybe[Any] = UNSET
    all: Maybe[Any] = UNSET
    any: Maybe[Any] = UNSET
    output: Maybe[OutputChange] = UNSET
    restriction: Maybe[RestrictionChange] = UNSET


class Place(Change):
    """What `update_many` may change of each view."""

    id: int
    position: Maybe[int] = UNSET
    active: Maybe[bool] = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[View]:
    """The views of these rows."""
    asked = [Conditions.of_stored(row.conditions) for row in rows]
    problems = validity.problems_of(ctx, asked)
    groups = queries.group_ids(ctx, [row.id for row in rows if row.for_groups])
    titles, fields = Titles(ctx), ctx.db.cached(definitions.load)
    return [
        View(
            url=ctx.links.api(f"/views/{row.id}"),
            id=row.id,
            title=titles.shown(row.raw_title),
            active=row.active,
            updated_at=iso(row.updated_at),
            created_at=iso(row.created_at),
            default=row.default,
            position=row.position,
            description=row.description,
            execution=Output.of_stored(row.output).understood(fields).shown(ctx.links, titles),
            conditions=conditions.shown(),
            restriction=_restriction(row, groups.get(row.id, [])),
            raw_title=row.raw_title,
            invalid=UNSET if problem is None else problem,
        )
        for row, conditions, problem in zip(rows, asked, problems, strict=True)
    ]


def _restriction(row: Row[Any], groups: list[int]) -> dict[str, Any] | None:
    if row.owner_id is not None:
        return {"type": "User", "id": row.owner_id}
    if row.for_groups:
        return {"type": "Group", "id": groups[0] if groups else None, "ids": groups}
    return None
