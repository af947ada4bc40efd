"""Statements of the views family: which views a caller sees, and the lists of them."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Row, Select, case, func, or_, select, true

from ombud.families.job_statuses.batches import IdsQuery
from ombud.families.required import existing
from ombud.families.views import rights
from ombud.tables import folded, view_groups, views
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "BY_CURSOR",
    "FIRST",
    "ORDERS",
    "ActiveQuery",
    "ManyQuery",
    "SearchQuery",
    "ViewQuery",
    "find",
    "group_ids",
    "just_made",
    "last_position",
    "matching",
    "visible",
    "with_ids",
]

# Zendesk: shown-titles (docs/quirks.md#shown-titles)
TITLE_KEY = func.replace(folded(views.c.raw_title), "{{zd.", "").label("title_key")
# Inactive views stand after the others.
INACTIVE_KEY = case((views.c.active, 0), else_=1).label("inactive_key")
FIRST = (INACTIVE_KEY, views.c.position, views.c.id)
BY_CREATION = (views.c.created_at, views.c.id)
ORDERS = Orders(
    default=FIRST,
    offset={
        "alphabetical": (INACTIVE_KEY, TITLE_KEY, views.c.id),
        "created_at": BY_CREATION,
        "updated_at": (views.c.updated_at, views.c.id),
        "position": FIRST,
    },
)
BY_CURSOR = Orders(default=BY_CREATION, cursor={"created_at": BY_CREATION})


class ActiveQuery(msgspec.Struct):
    """Filters of the list of active views."""

    access: Literal["personal", "shared", "account"] | None = None
    group_id: int | None = None


class ViewQuery(ActiveQuery):
    """Filters of the list of views."""

    active: bool | None = None


class SearchQuery(ViewQuery, kw_only=True):
    """What the title must contain."""

    query: str


class ManyQuery(IdsQuery, kw_only=True):
    """Views by their ids."""

    active: bool | None = None


def visible(ctx: Context) -> Select[Any]:
    """The caller's own views, shared ones, and those of their groups; all shared ones for who
    manages them.
    """
    statement = select(views, TITLE_KEY, INACTIVE_KEY)
    return statement.where(or_(views.c.owner_id == (ctx.actor.id or 0), _shared_with(ctx)))


def _shared_with(ctx: Context) -> ColumnElement[bool]:
    of_groups = true() if rights.sees_all_groups(ctx.actor) else _of_groups(ctx.actor.group_ids)
    return views.c.owner_id.is_(None) & (views.c.for_groups.is_(False) | of_groups)


def matching(ctx: Context, query: ViewQuery | ActiveQuery) -> Select[Any]:
    """The visible views that the filters leave."""
    statement = visible(ctx)
    match query.access:
        case "personal":
            statement = statement.where(views.c.owner_id.is_not(None))
        case "shared":
            statement = statement.where(views.c.owner_id.is_(None))
        case "account":
            statement = statement.where(views.c.owner_id.is_(None), views.c.for_groups.is_(False))
    if query.group_id is not None:
        statement = statement.where(_of_groups([query.group_id]))
    active = query.active if isinstance(query, ViewQuery) else True
    if active is not None:
        statement = statement.where(views.c.active.is_(active))
    if isinstance(query, SearchQuery):
        statement = statement.where(TITLE_KEY.element.icontains(query.query, autoescape=True))
    return statement


def with_ids(
    ctx: Context, ids: Collection[int], *, active: bool | None = None
) -> Sequence[Row[Any]]:
    """The visible ones of these views, in the order of lists."""
    statement = visible(ctx).where(views.c.id.in_(ids))
    if active is not None:
        statement = statement.where(views.c.active.is_(active))
    return ctx.db.rows(statement.order_by(*FIRST))


def find(ctx: Context, view_id: int) -> Row[Any]:
    """One visible view; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(views.c.id == view_id)))


def just_made(ctx: Context, view_id: int) -> Row[Any]:
    """A view that the caller has written, perhaps for somebody else."""
    return ctx.db.rows(select(views).where(views.c.id == view_id))[0]


def group_ids(ctx: Context, view_ids: Collection[int]) -> dict[int, list[int]]:
    """The groups of each view that is for groups, in the order in which they were given."""
    if not view_ids:
        return {}
    found: dict[int, list[int]] = {}
    statement = (
        select(view_groups.c.view_id, view_groups.c.group_id)
        .where(view_groups.c.view_id.in_(view_ids))
        .order_by(view_groups.c.view_id, view_groups.c.place)
    )
    for row in ctx.db.rows(statement):
        found.setdefault(row.view_id, []).append(row.group_id)
    return found


def last_position(ctx: Context) -> int:
    """The position of the last view of all."""
    return int(ctx.db.value(select(func.max(views.c.position))) or 0)


def _of_groups(ids: Collection[int]) -> ColumnElement[bool]:
    mine = select(view_groups.c.view_id).where(view_groups.c.group_id.in_(ids))
    return views.c.id.in_(mine)
