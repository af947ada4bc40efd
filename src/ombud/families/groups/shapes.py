"""The group object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from msgspec import UnsetType
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["Group", "GroupChange", "GroupQuery", "show"]


class Group(Shape):
    """A group as every caller sees it."""

    root: ClassVar[str] = "group"
    roots: ClassVar[str] = "groups"

    url: str
    id: int
    is_public: bool
    name: str
    description: str
    default: bool
    deleted: bool
    created_at: str
    updated_at: str
    # Only beside the members themselves.
    user_ids: list[int] | UnsetType = UNSET


class GroupChange(Change):
    """What a caller may write; `default` cannot be set through the API."""

    name: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    is_public: Maybe[bool] = UNSET


class GroupQuery(msgspec.Struct):
    """`exclude_deleted=false` also lists groups that are gone."""

    exclude_deleted: bool = True


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Group]:
    """The groups of these rows."""
    return [
        Group(
            url=ctx.links.api(f"/groups/{row.id}"),
            id=row.id,
            is_public=row.is_public,
            name=row.name,
            description=row.description,
            default=row.default,
            deleted=row.deleted,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]
