"""Statements of the targets family."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import targets
from ombud.wire.context import Context

__all__ = ["all_rows", "find", "visible"]


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every target."""
    del ctx
    return select(targets)


def all_rows(ctx: Context) -> Sequence[Row[Any]]:
    """All targets, the oldest first."""
    return ctx.db.rows(visible(ctx).order_by(targets.c.id))


def find(ctx: Context, target_id: int) -> Row[Any]:
    """One target; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(targets.c.id == target_id)))
