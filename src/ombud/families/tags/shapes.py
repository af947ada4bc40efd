"""A tag with how often it is used, and what may be asked of tags."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["NameQuery", "Tag", "show"]


class Tag(Shape):
    """A tag and the number of tickets that have it."""

    root: ClassVar[str] = "tag"
    roots: ClassVar[str] = "tags"

    name: str
    count: int


class NameQuery(msgspec.Struct):
    """How a tag begins."""

    name: str = ""


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Tag]:
    """The tags of these rows."""
    del ctx
    return [Tag(name=row.name, count=row.uses) for row in rows]
