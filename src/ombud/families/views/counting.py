"""How many tickets are in views, in the form that agents are shown."""

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import UnsetType
from sqlalchemy import Row

from ombud.families.views.looking import MOST_COUNTED, Look, counted, look
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["ViewCount", "count_of", "counts_of"]

# Up to so many are told to the last one.
EXACT = 100
HUNDREDS = 10_000


class ViewCount(Shape, kw_only=True):
    """The number of a view's tickets, counted now: `pretty` is for people, and about right."""

    root: ClassVar[str] = "view_count"
    roots: ClassVar[str] = "view_counts"

    url: str
    # Null for a view that was not stored.
    view_id: int | None
    value: int
    pretty: str
    fresh: bool = True
    active: bool | UnsetType = UNSET


def count_of(ctx: Context, found: Look, view: Row[Any] | None = None) -> ViewCount:
    """The count of one view; without a row that of a preview."""
    value = counted(ctx, found.statement, MOST_COUNTED)
    path = "/views/preview/count" if view is None else f"/views/{view.id}/count"
    return ViewCount(
        url=ctx.links.api(path),
        view_id=None if view is None else view.id,
        value=value,
        pretty=pretty(value),
        active=UNSET if view is None else view.active,
    )


def counts_of(ctx: Context, views: Sequence[Row[Any]]) -> list[ViewCount]:
    """The count of each view."""
    return [count_of(ctx, look(ctx, view), view) for view in views]


def pretty(value: int) -> str:
    """`719` as `~700`; small numbers as they are.

    # Zendesk: view-counts (docs/quirks.md#view-counts)
    """
    if value >= MOST_COUNTED:
        return f"{MOST_COUNTED}+"
    if value <= EXACT:
        return str(value)
    step = 100 if value < HUNDREDS else 1000
    return f"~{value // step * step}"
