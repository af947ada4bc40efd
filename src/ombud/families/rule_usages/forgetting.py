"""Forgets firings that no list counts any more."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from ombud.db import Transaction
from ombud.families.rule_usages.counting import SLICE, WINDOWS
from ombud.jobs.chores import Chore
from ombud.tables import rule_usages
from ombud.wire.context import Context

__all__ = ["CHORES"]

# Slices that one round forgets.
AT_ONCE = 100


def find_old(db: Transaction, now: int) -> Sequence[int]:
    """The slices that every window has left, the oldest first."""
    began_at = rule_usages.c.began_at
    old = select(began_at).where(began_at <= now - max(WINDOWS.values()) - SLICE).distinct()
    return db.values(old.order_by(began_at).limit(AT_ONCE))


def forget(ctx: Context, began_at: int) -> None:
    """Forget what was counted in one slice."""
    ctx.db.run(delete(rule_usages).where(rule_usages.c.began_at == began_at))


CHORES = (Chore("rules: forget old firings", find_old, forget),)
