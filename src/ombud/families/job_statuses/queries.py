"""Statements of the job statuses family: whose jobs a caller may see."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import job_statuses
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "by_ids", "find", "visible"]

ORDERS = Orders(default=(job_statuses.c.created_at, job_statuses.c.id), descending=True)


def visible(ctx: Context) -> Select[Any]:
    """Admins see every job that somebody asked for, agents their own.

    Results name records that another agent may not see. (docs/quirks.md#own-jobs)
    """
    statement = select(job_statuses)
    if ctx.actor.is_admin:
        return statement.where(job_statuses.c.author_id > 0)
    return statement.where(job_statuses.c.author_id == ctx.actor.id)


def find(ctx: Context, job_id: str) -> Row[Any]:
    """One visible job; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(job_statuses.c.id == job_id)))


def by_ids(ctx: Context, ids: Collection[str]) -> Sequence[Row[Any]]:
    """The visible ones of these jobs, newest first."""
    newest_first = (job_statuses.c.created_at.desc(), job_statuses.c.id.desc())
    return ctx.db.rows(visible(ctx).where(job_statuses.c.id.in_(ids)).order_by(*newest_first))
