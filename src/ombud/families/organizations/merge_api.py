"""Operations on merges of organizations: the loser's people and tickets go to the winner."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.families.organizations import merging, queries
from ombud.tables import organization_merges
from ombud.wire.answers import One, Orders, Page, Shape
from ombud.wire.context import Context
from ombud.wire.operation import get, post, put

ORDERS = Orders(default=(organization_merges.c.id,))


class OrganizationMerge(Shape):
    """A merge that was asked for; `status` is new, in_progress, error or complete."""

    root: ClassVar[str] = "organization_merge"
    roots: ClassVar[str] = "organization_merges"

    id: str
    url: str
    winner_id: int
    loser_id: int
    status: str


class OrganizationMergeChange(msgspec.Struct):
    """Which organization remains."""

    winner_id: int | None = None


@post("/organizations/{organization_id}/merge", name="CreateOrganizationMerge", role="admins")
@put("/organizations/{organization_id}/merge", name="CreateOrganizationMergeByPut", role="admins")
def create_organization_merge(
    ctx: Context, organization_id: int, organization_merge: OrganizationMergeChange
) -> One[OrganizationMerge]:
    """Merge an organization into another one, in the background."""
    merge_id = merging.ask_for(ctx, organization_id, organization_merge.winner_id)
    return One(_show(ctx, [merging.find(ctx, merge_id)])[0])


@get(
    "/organizations/{organization_id}/merges",
    name="ListOrganizationMerges",
    role="admins",
    page="cursor",
)
def list_organization_merges(ctx: Context, organization_id: int) -> Page[OrganizationMerge]:
    """The merges that an organization won or lost; losers are found here after their end."""
    queries.find_any(ctx, organization_id)
    return Page(OrganizationMerge, merging.of_organization(organization_id), ORDERS, _show)


@get("/organization_merges/{organization_merge_id}", name="ShowOrganizationMerge", role="admins")
def show_organization_merge(ctx: Context, organization_merge_id: str) -> One[OrganizationMerge]:
    """One merge."""
    return One(_show(ctx, [merging.find(ctx, organization_merge_id)])[0])


def _show(ctx: Context, rows: Sequence[Row[Any]]) -> list[OrganizationMerge]:
    return [
        OrganizationMerge(
            id=row.id,
            url=ctx.links.api(f"/organization_merges/{row.id}"),
            winner_id=row.winner_id,
            loser_id=row.loser_id,
            status=row.status,
        )
        for row in rows
    ]
