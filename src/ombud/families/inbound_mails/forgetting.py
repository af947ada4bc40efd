"""Deletes mails for good, with their bytes."""

from sqlalchemy import delete, select

from ombud.families.attachments.sweeping import sweep_later
from ombud.tables import inbound_mails
from ombud.wire.context import Context

__all__ = ["forget_mails"]


def forget_mails(ctx: Context, ticket_id: int) -> None:
    """Delete the mails that a ticket and its comments were made of."""
    mine = inbound_mails.c.ticket_id == ticket_id
    contents = ctx.db.values(select(inbound_mails.c.sha256).where(mine))
    if contents:
        ctx.db.run(delete(inbound_mails).where(mine))
        sweep_later(ctx, contents)
