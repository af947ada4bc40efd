"""Statements of the target failures family."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, select

from ombud.db import Prepared
from ombud.families.required import existing
from ombud.tables import target_failures
from ombud.wire.context import Context

__all__ = ["KEPT", "all_rows", "find", "forget_older", "visible"]

# How many of each target are kept.
KEPT = 25
SHORT = tuple(column for column in target_failures.c if not column.name.startswith("raw_"))
NEWEST = (
    select(target_failures.c.id)
    .where(target_failures.c.target_id == bindparam("target_id"))
    .order_by(target_failures.c.id.desc())
    .limit(1)
    .offset(KEPT - 1)
    .scalar_subquery()
)
FORGET = Prepared(
    delete(target_failures).where(
        target_failures.c.target_id == bindparam("target_id"), target_failures.c.id < NEWEST
    )
)


def visible(ctx: Context) -> Select[Any]:
    """Only admins get this far, and they see all failures."""
    del ctx
    return select(target_failures)


def all_rows(ctx: Context) -> Sequence[Row[Any]]:
    """Those of every target, the newest first, without the texts."""
    newest_first = (target_failures.c.created_at.desc(), target_failures.c.id.desc())
    return ctx.db.rows(visible(ctx).with_only_columns(*SHORT).order_by(*newest_first))


def find(ctx: Context, failure_id: int) -> Row[Any]:
    """One failure; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(target_failures.c.id == failure_id)))


def forget_older(ctx: Context, target_id: int) -> None:
    """Keep the last KEPT of a target."""
    ctx.db.run(FORGET, {"target_id": target_id})
