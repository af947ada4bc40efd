"""Statements about deliveries: those that a list shows, and the dead ones that a retry means."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, Update, func, select, update

from ombud.families.deliveries.shapes import DeliveryQuery
from ombud.families.required import existing
from ombud.tables import deliveries, delivery_attempts
from ombud.values.clock import wall_milliseconds
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "attempts_of", "count_dead", "find", "matching", "requeue", "some_dead"]

ORDERS = Orders((deliveries.c.id,), cursor={"id": (deliveries.c.id,)}, descending=True)
IS_DEAD = deliveries.c.state == "dead"


def visible(ctx: Context) -> Select[Any]:
    """All of the account; the operations are for admins only."""
    del ctx
    return select(deliveries)


def matching(ctx: Context, query: DeliveryQuery) -> Select[Any]:
    """Those that the filters leave."""
    wanted = {"state": query.state, "kind": query.kind, "destination": query.destination}
    statement = visible(ctx)
    for name, value in wanted.items():
        if value is not None:
            statement = statement.where(deliveries.c[name] == value)
    return statement


def find(ctx: Context, delivery_id: int) -> Row[Any]:
    """One delivery; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(deliveries.c.id == delivery_id)))


def attempts_of(ctx: Context, delivery_id: int) -> Sequence[Row[Any]]:
    """What is kept of the attempts at one, the first one first."""
    wanted = select(delivery_attempts).where(delivery_attempts.c.delivery_id == delivery_id)
    return ctx.db.rows(wanted.order_by(delivery_attempts.c.id))


def count_dead(ctx: Context, query: DeliveryQuery) -> int:
    """How many of those that the filters leave are dead."""
    found = matching(ctx, query).where(IS_DEAD)
    return int(ctx.db.value(found.with_only_columns(func.count(), maintain_column_froms=True)))


def some_dead(ctx: Context, query: DeliveryQuery, after: int, most: int) -> list[int]:
    """The ids of the next dead ones, the oldest first."""
    found = matching(ctx, query).where(IS_DEAD, deliveries.c.id > after)
    found = found.with_only_columns(deliveries.c.id).order_by(deliveries.c.id)
    return ctx.db.values(found.limit(most))


def requeue(ids: Sequence[int]) -> Update:
    """Lets dead ones be sent as if they were new; the others of these stay as they are."""
    return (
        update(deliveries)
        .where(deliveries.c.id.in_(ids), IS_DEAD)
        .values(
            state="queued",
            attempts=0,
            run_at=wall_milliseconds(),
            status_code=None,
            problem=None,
            completed_at=None,
        )
    )
