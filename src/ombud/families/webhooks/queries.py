"""Statements of the webhooks family."""

from typing import Any

from sqlalchemy import Row, Select, bindparam, literal_column, select, union_all

from ombud.db import Prepared
from ombud.families.required import existing
from ombud.families.webhooks.shapes import WebhookQuery
from ombud.tables import automations, deliveries, folded, triggers, webhooks
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "find", "held_until", "is_used", "lock", "matching", "visible"]

ORDERS = Orders(
    (webhooks.c.id,),
    cursor={
        "name": (webhooks.c.name, webhooks.c.id),
        "status": (webhooks.c.status, webhooks.c.id),
    },
    descending=True,
)
HELD = Prepared(
    select(deliveries.c.claimed_until)
    .where(
        # Written out, because a partial index is only used for the very words of its condition.
        deliveries.c.state == literal_column("'queued'"),
        deliveries.c.destination == bindparam("destination"),
    )
    .order_by(deliveries.c.run_at, deliveries.c.id)
    .limit(1)
)


def visible(ctx: Context) -> Select[Any]:
    """Whoever may ask at all sees every webhook."""
    del ctx
    return select(webhooks)


def matching(ctx: Context, query: WebhookQuery) -> Select[Any]:
    """The listed ones."""
    statement = visible(ctx)
    if query.name_contains:
        name = folded(webhooks.c.name)
        statement = statement.where(name.contains(query.name_contains.lower(), autoescape=True))
    if query.status:
        statement = statement.where(webhooks.c.status == query.status)
    return statement


def find(ctx: Context, webhook_id: str) -> Row[Any]:
    """One webhook; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(webhooks.c.id == webhook_id)))


def lock(ctx: Context, webhook_id: str) -> Row[Any]:
    """The same, kept from other writers until the transaction ends."""
    statement = visible(ctx).where(webhooks.c.id == webhook_id)
    return existing(ctx.db.row(statement.with_for_update()))


def held_until(ctx: Context, webhook_id: str) -> int:
    """Until when the first message that waits for a webhook is held back; 0 for not at all.

    By the machine's time, in milliseconds.
    """
    return int(ctx.db.value(HELD, {"destination": f"webhook:{webhook_id}"}) or 0)


def is_used(ctx: Context, webhook_id: str) -> bool:
    """Whether an active rule sends to it: its id stands in nothing else that rules do."""
    names = [
        select(rules.c.id).where(rules.c.active, rules.c.actions.contains(webhook_id))
        for rules in (triggers, automations)
    ]
    return bool(ctx.db.values(union_all(*names).limit(1)))
