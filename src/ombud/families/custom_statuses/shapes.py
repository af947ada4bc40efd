"""The custom status object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.families.dynamic_content_items.titles import Titles
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["CustomStatus", "CustomStatusChange", "CustomStatusQuery", "DefaultsChange", "show"]


class CustomStatus(Shape):
    """A custom status as every caller sees it."""

    root: ClassVar[str] = "custom_status"
    roots: ClassVar[str] = "custom_statuses"

    url: str
    id: int
    status_category: str
    agent_label: str
    raw_agent_label: str
    end_user_label: str
    raw_end_user_label: str
    description: str
    raw_description: str
    end_user_description: str
    raw_end_user_description: str
    active: bool
    default: bool
    created_at: str
    updated_at: str


class CustomStatusChange(Change):
    """What a caller may write; `status_category` counts on creation only."""

    status_category: Maybe[str] = UNSET
    agent_label: Maybe[Words] = UNSET
    end_user_label: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    end_user_description: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET


class CustomStatusQuery(msgspec.Struct):
    """Which statuses to list; `status_categories` is a comma-separated list."""

    status_categories: list[str] = []
    active: bool | None = None
    default: bool | None = None


class DefaultsChange(msgspec.Struct):
    """The new defaults, `1,2,3` or a list."""

    ids: str | int | list[str | int]


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[CustomStatus]:
    """The custom statuses of these rows, in the caller's language."""
    titles = Titles(ctx)
    return [
        CustomStatus(
            url=ctx.links.api(f"/custom_statuses/{row.id}"),
            id=row.id,
            status_category=row.status_category,
            agent_label=titles.shown(row.raw_agent_label),
            raw_agent_label=row.raw_agent_label,
            end_user_label=titles.shown(row.raw_end_user_label),
            raw_end_user_label=row.raw_end_user_label,
            description=titles.shown(row.raw_description),
            raw_description=row.raw_description,
            end_user_description=titles.shown(row.raw_end_user_description),
            raw_end_user_description=row.raw_end_user_description,
            active=row.active,
            default=row.default,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]
