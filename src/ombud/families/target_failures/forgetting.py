"""Removes what a failed message said; that there was a failure stays."""

from sqlalchemy import ColumnElement, update

from ombud.tables import target_failures
from ombud.wire.context import Context

__all__ = ["forget_messages"]

REMOVED = "[removed]"


def forget_messages(ctx: Context, of_failures: ColumnElement[bool]) -> None:
    """Remove what was sent and what came back, which no search finds in every form it may have."""
    gone = {"raw_request": REMOVED, "raw_response": REMOVED}
    ctx.db.run(update(target_failures).where(of_failures).values(**gone))
