"""Makes all members of an organization members of another at once, when the two are merged."""

from sqlalchemy import delete, select, update

from ombud.families.memberships.announcing import affected, announce_begun, announce_ended
from ombud.families.memberships.queries import IN_ORGANIZATIONS
from ombud.tables import organization_memberships, users
from ombud.wire.context import Context

__all__ = ["move_all"]


def move_all(ctx: Context, loser_id: int, winner_id: int) -> None:
    """Make all members of one organization members of another; defaults move along."""
    table = organization_memberships
    others = table.alias()
    in_winner = select(others.c.user_id).where(others.c.organization_id == winner_id)
    in_loser = table.c.organization_id == loser_id
    had_loser = select(users.c.id).where(users.c.organization_id == loser_id)
    ended = affected(ctx, IN_ORGANIZATIONS, "deleted", in_loser)
    ctx.db.run(delete(table).where(in_loser, table.c.user_id.in_(in_winner)))
    ctx.db.run(
        update(table)
        .where(table.c.organization_id == winner_id, table.c.user_id.in_(had_loser))
        .values(default=True, updated_at=ctx.now)
    )
    moving = affected(ctx, IN_ORGANIZATIONS, "created", in_loser)
    ctx.db.run(update(table).where(in_loser).values(organization_id=winner_id, updated_at=ctx.now))
    ctx.db.run(
        update(users)
        .where(users.c.organization_id == loser_id)
        .values(organization_id=winner_id, updated_at=ctx.now)
    )
    announce_ended(ctx, IN_ORGANIZATIONS, ended)
    announce_begun(ctx, IN_ORGANIZATIONS, [row.user_id for row in moving], winner_id)
    ctx.db.configuration_changed()
