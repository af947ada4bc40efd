"""Gives the tickets of an organization that goes to another one, or to none."""

from sqlalchemy import select, update

from ombud.families.tickets.announcing import watching
from ombud.tables import tickets
from ombud.wire.context import Context

__all__ = ["move_tickets"]


def move_tickets(ctx: Context, organization_id: int, to: int | None) -> None:
    """Give the tickets of an organization another one, or none.

    Closed tickets too, so this is no change that a ticket would refuse or record.
    """
    theirs = tickets.c.organization_id == organization_id
    with watching(ctx, select(tickets).where(theirs), "organization_changed"):
        moving = update(tickets).where(theirs)
        ctx.db.run(moving.values(organization_id=to, generated_at=ctx.now))
