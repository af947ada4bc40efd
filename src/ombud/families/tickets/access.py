"""Which agents may change tickets, and in which way."""

from ombud.families.tickets.changes import TicketChange
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["check_change", "check_permission"]

# What an agent who may only comment may send along with the comment.
WITH_COMMENT = frozenset({"comment", "safe_update", "updated_stamp", "metadata"})


def check_permission(ctx: Context, permission: str) -> None:
    """Raises Forbidden unless the caller's role has the permission."""
    if not ctx.actor.may(permission):
        raise Forbidden


def check_change(ctx: Context, change: TicketChange) -> None:
    """Agents without the right to edit tickets may still comment on them."""
    if ctx.actor.may("edit_tickets"):
        return
    given = {name for name, value in change.given().items() if value is not UNSET}
    if not given <= WITH_COMMENT:
        raise Forbidden
