"""Invocations: the deliveries of a webhook, and the attempts at each."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, case, func, select

from ombud.families.required import existing
from ombud.families.webhooks import queries
from ombud.families.webhooks.shapes import Attempt, Invocation, InvocationQuery
from ombud.families.webhooks.written import refused
from ombud.tables import deliveries, delivery_attempts
from ombud.values.clock import wall_milliseconds
from ombud.values.times import iso, parse_iso
from ombud.wire.answers import Orders
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["KEPT_SECONDS", "ORDERS", "attempts", "matching", "show"]

KEPT_SECONDS = 7 * 86_400
TOO_MANY_REQUESTS = 429
# The latest invocations were also completed latest.
ORDERS = Orders(
    (deliveries.c.id,), cursor={"latest_completed_at": (deliveries.c.id,)}, descending=True
)
STATUSES = frozenset(
    {
        "unknown",
        "accepted",
        "success",
        "failed",
        "timeout",
        "circuit broken",
        "throttled",
        "client error",
        "server error",
    }
)
LATEST = (
    select(delivery_attempts.c.status)
    .where(delivery_attempts.c.delivery_id == deliveries.c.id)
    .order_by(delivery_attempts.c.id.desc())
    .limit(1)
    .correlate(deliveries)
    .scalar_subquery()
)
# What was never tried waits, or lost its webhook.
UNTRIED = case((deliveries.c.state == "dropped", "unknown"), else_="accepted")
STATUS = case(
    (deliveries.c.status_code == TOO_MANY_REQUESTS, "throttled"),
    else_=func.coalesce(LATEST, UNTRIED),
)
# What waits while its webhook is left to rest.
STATUS_AT_REST = case((deliveries.c.state == "queued", "circuit broken"), else_=STATUS)


def matching(ctx: Context, webhook_id: str, query: InvocationQuery) -> Select[Any]:
    """The invocations of a webhook that is there; raises NotFound."""
    queries.find(ctx, webhook_id)
    status = _status(ctx, webhook_id)
    statement = _of_webhook(webhook_id, status)
    statement = statement.where(deliveries.c.created_at > ctx.now - KEPT_SECONDS)
    if query.status is not None:
        if query.status not in STATUSES:
            raise refused(f"filter[status] must be one of {', '.join(sorted(STATUSES))}")
        statement = statement.where(status == query.status)
    if query.from_ts is not None:
        statement = statement.where(deliveries.c.created_at >= _time("from_ts", query.from_ts))
    if query.to_ts is not None:
        statement = statement.where(deliveries.c.created_at <= _time("to_ts", query.to_ts))
    return statement


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Invocation]:
    """The invocations of these rows."""
    del ctx
    return [
        Invocation(
            id=row.key,
            webhook_id=row.destination.partition(":")[2],
            status=row.latest,
            status_code=UNSET if row.status_code is None else row.status_code,
            created_at=iso(row.created_at),
            latest_completed_at=UNSET if row.completed_at is None else iso(row.completed_at),
            event_type=msgspec.json.decode(row.payload).get("event_type", UNSET),
            attempts_count=row.attempts,
        )
        for row in rows
    ]


def attempts(ctx: Context, webhook_id: str, invocation_id: str) -> list[Attempt]:
    """The attempts at an invocation, the oldest first; raises NotFound."""
    queries.find(ctx, webhook_id)
    mine = _of_webhook(webhook_id, STATUS).where(deliveries.c.key == invocation_id)
    row = ctx.db.row(mine)
    invocation = existing(row)
    statement = select(delivery_attempts).where(delivery_attempts.c.delivery_id == invocation.id)
    rows = ctx.db.rows(statement.order_by(delivery_attempts.c.id))
    return [_attempt(row, invocation_id) for row in rows]


def _of_webhook(webhook_id: str, status: ColumnElement[str]) -> Select[Any]:
    mine = deliveries.c.destination == f"webhook:{webhook_id}"
    return select(deliveries, status.label("latest")).where(mine)


def _status(ctx: Context, webhook_id: str) -> ColumnElement[str]:
    # Zendesk: tries-of-webhooks (docs/quirks.md#tries-of-webhooks)
    held_until = queries.held_until(ctx, webhook_id)
    return STATUS_AT_REST if held_until > wall_milliseconds() else STATUS


def _attempt(row: Row[Any], invocation_id: str) -> Attempt:
    request, response = (msgspec.json.decode(text) for text in (row.request, row.response))
    code = UNSET if row.status_code is None else row.status_code
    headers = response.get("headers", [])
    return Attempt(
        id=str(row.id),
        invocation_id=invocation_id,
        status=row.status,
        status_code=code,
        request=request,
        response=response,
        response_code=code,
        response_headers={each["key"]: each["value"] for each in headers},
        response_body=response.get("payload", ""),
        error_message=response.get("error", UNSET),
        created_at=iso(row.completed_at),
        completed_at=iso(row.completed_at),
    )


def _time(name: str, text: str) -> int:
    try:
        return parse_iso(text)
    except ValueError as error:
        raise refused(f"filter[{name}] must be a time in ISO 8601") from error
