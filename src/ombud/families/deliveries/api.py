"""Operations on deliveries, which the original does not have; for admins only."""

from ombud.families.deliveries import copies, queries, retrying, tidying
from ombud.families.deliveries.shapes import (
    Delivery,
    DeliveryQuery,
    RetryQuery,
    show,
    show_whole,
)
from ombud.wire.answers import JobStarted, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import get, put

CHORES = tidying.CHORES
JOBS = {**retrying.JOBS, **copies.JOBS}


@get("/deliveries", name="ListDeliveries", role="admins", page="cursor")
def list_deliveries(ctx: Context, query: DeliveryQuery) -> Page[Delivery]:
    """What left or is to leave the desk, the newest first, without what it says."""
    return Page(Delivery, queries.matching(ctx, query), queries.ORDERS, show)


@put("/deliveries/retry_many", name="RetryManyDeliveries", role="admins")
def retry_many_deliveries(ctx: Context, query: RetryQuery) -> JobStarted:
    """Send dead deliveries again in the background: up to 100 ids, or all that filters leave."""
    return retrying.start_retrying(ctx, query)


@get("/deliveries/{delivery_id}", name="ShowDelivery", role="admins")
def show_delivery(ctx: Context, delivery_id: int) -> One[Delivery]:
    """One delivery with what it says and the attempts at it."""
    found = queries.find(ctx, delivery_id)
    return One(show_whole(ctx, found, queries.attempts_of(ctx, found.id)))


@put("/deliveries/{delivery_id}/retry", name="RetryDelivery", role="admins")
def retry_delivery(ctx: Context, delivery_id: int) -> One[Delivery]:
    """Send a dead delivery again, with as many attempts as a new one."""
    retrying.retry(ctx, delivery_id)
    return show_delivery(ctx, delivery_id)
