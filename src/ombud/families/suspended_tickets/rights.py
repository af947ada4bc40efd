"""Who may deal with mail that was held back."""

from ombud.wire.context import Actor, Context
from ombud.wire.errors import Forbidden

__all__ = ["PERMISSION", "check_rights", "may_manage"]

PERMISSION = "manage_suspended_tickets"


def may_manage(actor: Actor) -> bool:
    """Admins, and agents with the permission who see every ticket."""
    return actor.is_agent and actor.may(PERMISSION) and actor.ticket_restriction is None


def check_rights(ctx: Context) -> None:
    """Raises Forbidden for everybody else."""
    if not may_manage(ctx.actor):
        raise Forbidden
