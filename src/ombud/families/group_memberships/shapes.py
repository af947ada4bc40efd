"""The group membership object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe
from ombud.wire.context import Context

__all__ = ["GroupMembership", "GroupMembershipChange", "show"]


class GroupMembership(Shape):
    """A membership as every agent sees it."""

    root: ClassVar[str] = "group_membership"
    roots: ClassVar[str] = "group_memberships"

    url: str
    id: int
    user_id: int
    group_id: int
    default: bool
    created_at: str
    updated_at: str


class GroupMembershipChange(Change):
    """What a caller may write; an agent's first membership is the default whatever is given."""

    user_id: Maybe[int] = UNSET
    group_id: Maybe[int] = UNSET
    default: Maybe[bool] = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[GroupMembership]:
    """The memberships of these rows."""
    return [
        GroupMembership(
            url=ctx.links.api(f"/group_memberships/{row.id}"),
            id=row.id,
            user_id=row.user_id,
            group_id=row.group_id,
            default=row.default,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]
