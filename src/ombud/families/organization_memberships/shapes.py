"""The organization membership object, what may be written of it, and how a row becomes one."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe
from ombud.wire.context import Context

__all__ = ["OrganizationMembership", "OrganizationMembershipChange", "show"]


class OrganizationMembership(Shape):
    """A membership as every caller sees it."""

    root: ClassVar[str] = "organization_membership"
    roots: ClassVar[str] = "organization_memberships"

    url: str
    id: int
    user_id: int
    organization_id: int
    default: bool
    organization_name: str
    view_tickets: bool
    created_at: str
    updated_at: str


class OrganizationMembershipChange(Change):
    """What a caller may write; a user's first membership is the default whatever is given."""

    user_id: Maybe[int] = UNSET
    organization_id: Maybe[int] = UNSET
    default: Maybe[bool] = UNSET
    view_tickets: Maybe[bool] = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[OrganizationMembership]:
    """The memberships of these rows."""
    return [
        OrganizationMembership(
            url=ctx.links.api(f"/organization_memberships/{row.id}"),
            id=row.id,
            user_id=row.user_id,
            organization_id=row.organization_id,
            default=row.default,
            organization_name=row.organization_name,
            view_tickets=row.view_tickets,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]
