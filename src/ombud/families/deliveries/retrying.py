"""Dead deliveries are sent again: one, those of a list, or all that filters leave."""

from typing import Any

from ombud.families.deliveries import queries
from ombud.families.deliveries.shapes import DeliveryQuery, RetryQuery
from ombud.families.job_statuses.batches import IdsQuery, done, ids_of, start_on_ids
from ombud.families.job_statuses.starting import start
from ombud.jobs.queue import Job
from ombud.jobs.runner import Handler
from ombud.wire.answers import JobStarted
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["JOBS", "retry", "start_retrying"]

JOB_TYPE = "Retry Deliveries"
# How many one step of a job takes that was given filters.
AT_ONCE = 500


def retry(ctx: Context, delivery_id: int) -> None:
    """Queue a dead delivery again; raises NotFound, or Invalid when it is not dead."""
    found = queries.find(ctx, delivery_id)
    if not ctx.db.run(queries.requeue([found.id])):
        raise Invalid.one("state", f"State: is {found.state}, only dead deliveries are retried")


def start_retrying(ctx: Context, query: RetryQuery) -> JobStarted:
    """Retry in the background what was asked for; raises BadRequest for wrong ids."""
    if query.ids is not None:
        return start_on_ids(ctx, "deliveries.retry_many", JOB_TYPE, ids_of(IdsQuery(query.ids)))
    filters = {"state": query.state, "kind": query.kind, "destination": query.destination}
    steps = -(-queries.count_dead(ctx, query) // AT_ONCE)
    return start(ctx, "deliveries.retry_all", JOB_TYPE, {"filters": filters}, steps)


def _retry_one(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    delivery_id = job.payload["ids"][number]
    retry(ctx, delivery_id)
    return done("update", delivery_id, number)


def _retry_some(ctx: Context, job: Job, number: int) -> dict[str, Any]:
    filters = DeliveryQuery(**job.payload["filters"])
    # What has died again since an earlier step stands before those that it left.
    after = max((entry["last_id"] for entry in job.results), default=0)
    ids = queries.some_dead(ctx, filters, after, AT_ONCE)
    count = ctx.db.run(queries.requeue(ids)) if ids else 0
    return {"index": number, "count": count, "last_id": max(ids, default=after)}


JOBS: dict[str, Handler[Context]] = {
    "deliveries.retry_all": Handler(_retry_some, "Retrying deliveries, part #{number}"),
    "deliveries.retry_many": Handler(
        _retry_one, "Retrying delivery #{number}", refusal="DeliveryRetryFailed"
    ),
}
