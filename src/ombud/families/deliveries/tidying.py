"""Forgets what was sent some days ago, so that the tables do not grow without end."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, delete, select

from ombud.db import Transaction
from ombud.families.deliveries.copies import forget_copies
from ombud.jobs.chores import Chore
from ombud.tables import deliveries, delivery_attempts
from ombud.wire.context import Context

__all__ = ["CHORES"]

DAY = 86_400
# Days that a delivery is kept by its state; what was never sent is kept to be looked at.
DAYS: Mapping[str, int] = {"sent": 7, "dropped": 7, "dead": 30}
ATTEMPT_DAYS = 7
# How many are forgotten in one transaction.
AT_ONCE = 1000


def find_old(db: Transaction, now: int) -> Sequence[tuple[str, int]]:
    """For each state that has some, its name and the oldest."""
    found = [(state, _oldest(db, deliveries, _is_old(state, now))) for state in DAYS]
    return [(state, delivery_id) for state, delivery_id in found if delivery_id is not None]


def forget(ctx: Context, item: tuple[str, int]) -> None:
    """Forget the oldest of a state, with the attempts at them and the copies of mails."""
    is_old = _is_old(item[0], ctx.now)
    forget_copies(ctx, deliveries.c.id.in_(_first(deliveries, is_old)))
    _forget(ctx, deliveries, is_old)


def find_old_attempts(db: Transaction, now: int) -> Sequence[int]:
    """The oldest attempt, when it is old enough."""
    oldest = _oldest(db, delivery_attempts, _was_attempted_long_ago(now))
    return [] if oldest is None else [oldest]


def forget_attempts(ctx: Context, _oldest_id: int) -> None:
    """Forget the oldest attempts, also of what is still on its way."""
    _forget(ctx, delivery_attempts, _was_attempted_long_ago(ctx.now))


def _is_old(state: str, now: int) -> ColumnElement[bool]:
    ended_at = deliveries.c.completed_at
    return (deliveries.c.state == state) & (ended_at < now - DAYS[state] * DAY)


def _was_attempted_long_ago(now: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = delivery_attempts.c.completed_at < now - ATTEMPT_DAYS * DAY
    return found


def _oldest(db: Transaction, table: Table, is_old: ColumnElement[bool]) -> Any:
    return db.value(select(table.c.id).where(is_old).order_by(table.c.completed_at).limit(1))


def _forget(ctx: Context, table: Table, is_old: ColumnElement[bool]) -> None:
    ctx.db.run(delete(table).where(table.c.id.in_(_first(table, is_old))))


def _first(table: Table, is_old: ColumnElement[bool]) -> Select[Any]:
    order = (table.c.completed_at, table.c.id)
    return select(table.c.id).where(is_old).order_by(*order).limit(AT_ONCE)


CHORES = (
    Chore("deliveries: forget old ones", find_old, forget),
    Chore("deliveries: forget old attempts", find_old_attempts, forget_attempts),
)
