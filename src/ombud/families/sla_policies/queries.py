"""Statements about policies."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import sla_policies
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "find", "visible"]

ORDERS = Orders(default=(sla_policies.c.position, sla_policies.c.id))


def visible() -> Select[Any]:
    """All policies."""
    return select(sla_policies)


def find(ctx: Context, policy_id: int) -> Row[Any]:
    """One policy; raises NotFound."""
    return existing(ctx.db.row(visible().where(sla_policies.c.id == policy_id)))
