"""Statements about policies of groups."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import group_sla_policies
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "find", "visible"]

ORDERS = Orders(default=(group_sla_policies.c.position, group_sla_policies.c.id))


def visible() -> Select[Any]:
    """All policies of groups."""
    return select(group_sla_policies)


def find(ctx: Context, policy_id: str) -> Row[Any]:
    """One policy; raises NotFound."""
    return existing(ctx.db.row(visible().where(group_sla_policies.c.id == policy_id)))
