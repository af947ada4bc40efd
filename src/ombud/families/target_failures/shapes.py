"""The failure object, short in lists and whole by itself."""

from collections.abc import Sequence
from typing import Any, ClassVar

from msgspec import UnsetType
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["TargetFailure", "show", "show_whole"]


class TargetFailure(Shape):
    """One failure; `status_code` is 0 where no answer came."""

    root: ClassVar[str] = "target_failure"
    roots: ClassVar[str] = "target_failures"

    url: str
    id: int
    target_name: str
    status_code: int
    consecutive_failure_count: int
    created_at: str
    # Only of a single one.
    raw_request: str | UnsetType = UNSET
    raw_response: str | UnsetType = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[TargetFailure]:
    """The failures of these rows, without what was sent and what came back.

    # Zendesk: failures-in-lists (docs/quirks.md#failures-in-lists)
    """
    return [
        TargetFailure(
            url=ctx.links.api(f"/target_failures/{row.id}"),
            id=row.id,
            target_name=row.target_name,
            status_code=row.status_code,
            consecutive_failure_count=row.consecutive_failure_count,
            created_at=iso(row.created_at),
        )
        for row in rows
    ]


def show_whole(ctx: Context, row: Row[Any]) -> TargetFailure:
    """One failure with both texts."""
    (found,) = show(ctx, [row])
    found.raw_request, found.raw_response = row.raw_request, row.raw_response
    return found
