"""The custom role object, and how rows become it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.families.custom_roles import queries
from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["CustomRole", "show"]


class CustomRole(Shape):
    """A role that an account made for its agents."""

    root: ClassVar[str] = "custom_role"
    roots: ClassVar[str] = "custom_roles"

    id: int
    name: str
    description: str | None
    role_type: int
    created_at: str
    updated_at: str
    team_member_count: int
    configuration: dict[str, Any]


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[CustomRole]:
    """The roles of these rows, with how many active agents have each."""
    members = queries.member_counts(ctx, [row.id for row in rows])
    return [
        CustomRole(
            id=row.id,
            name=row.name,
            description=row.description,
            role_type=row.role_type,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
            team_member_count=members.get(row.id, 0),
            configuration=msgspec.json.decode(row.configuration),
        )
        for row in rows
    ]
