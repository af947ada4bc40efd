"""Merging two organizations: asked for at once, done by a job in one transaction."""

from typing import Any

import msgspec
from sqlalchemy import Row, Select, or_, select, update

from ombud.families.job_statuses.follow_ups import own_job
from ombud.families.organization_memberships import moving as memberships
from ombud.families.organizations import queries, service
from ombud.families.organizations.moving import move_tickets
from ombud.families.organizations.shapes import OrganizationChange
from ombud.families.required import existing
from ombud.jobs.queue import Job
from ombud.tables import organization_merges
from ombud.values.ulids import new_ulid
from ombud.wire.context import Context
from ombud.wire.errors import Invalid, NotFound

__all__ = ["ask_for", "find", "merge", "of_organization"]


def ask_for(ctx: Context, loser_id: int, winner_id: int | None) -> str:
    """Queue the merge and return its id; raises NotFound and Invalid."""
    queries.find(ctx, loser_id)
    if winner_id is None:
        raise Invalid.blank("winner_id")
    if winner_id == loser_id or not _is_there(ctx, winner_id):
        raise Invalid.invalid("winner_id", winner_id)
    merge_id = new_ulid(ctx.now)
    ctx.db.insert(
        organization_merges,
        id=merge_id,
        winner_id=winner_id,
        loser_id=loser_id,
        status="new",
        created_at=ctx.now,
    )
    own_job(ctx, "organizations.merge", "Merge Organizations", {"merge_id": merge_id})
    return merge_id


def find(ctx: Context, merge_id: str) -> Row[Any]:
    """One merge; raises NotFound."""
    return existing(
        ctx.db.row(select(organization_merges).where(organization_merges.c.id == merge_id))
    )


def of_organization(organization_id: int) -> Select[Any]:
    """The merges in which an organization took part."""
    return select(organization_merges).where(
        or_(
            organization_merges.c.winner_id == organization_id,
            organization_merges.c.loser_id == organization_id,
        )
    )


def merge(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    """Move people, tickets and domains to the winner and delete the loser.

    Fields, tags and notes of the loser are lost. When either is gone by now the merge ends as
    an error.
    """
    del number
    asked = find(ctx, job.payload["merge_id"])
    is_possible = _is_there(ctx, asked.winner_id) and _is_there(ctx, asked.loser_id)
    if is_possible:
        _move(ctx, asked.loser_id, asked.winner_id)
    ctx.db.run(
        update(organization_merges)
        .where(organization_merges.c.id == asked.id)
        .values(status="complete" if is_possible else "error")
    )
    return {"success": is_possible}


def _move(ctx: Context, loser_id: int, winner_id: int) -> None:
    # Always locked in the same order, so that two merges cannot wait for each other.
    locked = {one: queries.lock(ctx, one) for one in sorted((winner_id, loser_id))}
    winner, loser = locked[winner_id], locked[loser_id]
    memberships.move_all(ctx, loser_id, winner_id)
    move_tickets(ctx, loser_id, winner_id)
    domains = msgspec.json.decode(winner.domain_names) + msgspec.json.decode(loser.domain_names)
    service.retire(ctx, loser_id)
    service.write(ctx, winner, OrganizationChange(domain_names=domains))


def _is_there(ctx: Context, organization_id: int) -> bool:
    try:
        queries.find(ctx, organization_id)
    except NotFound:
        return False
    return True
