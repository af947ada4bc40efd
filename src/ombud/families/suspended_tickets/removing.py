"""Takes suspended tickets away with their files: when they are recovered, deleted, or too old."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, select, update

from ombud.db import Transaction
from ombud.families.attachments.sweeping import remove_uploads
from ombud.families.suspended_tickets import queries
from ombud.families.suspended_tickets.holding import KEPT_FOR
from ombud.families.tickets.update import Outcome
from ombud.jobs.chores import Chore
from ombud.tables import inbound_mails, suspended_tickets
from ombud.wire.context import Context

__all__ = ["CHORES", "delete_many", "delete_one", "drop", "forget_recovered"]

# How many are deleted in one transaction.
AT_ONCE = 500
DELETED, TOO_OLD = "It was held back, and deleted.", "It was held back for 14 days."


def delete_one(ctx: Context, suspended_id: int) -> None:
    """Delete one; raises NotFound and Forbidden."""
    _drop(ctx, [queries.lock(ctx, suspended_id)], DELETED)


def delete_many(ctx: Context, ids: Sequence[int]) -> None:
    """Delete those of them that there are; raises Forbidden."""
    _drop(ctx, queries.lock_many(ctx, ids), DELETED)


def drop(ctx: Context, held: ColumnElement[bool], reason: str) -> None:
    """Delete these, whoever asks; their mails are dropped for the reason."""
    _drop(ctx, ctx.db.rows(select(suspended_tickets).where(held).with_for_update()), reason)


def forget_recovered(ctx: Context, row: Row[Any], outcome: Outcome) -> None:
    """Its mail is that of the ticket now, so that answers to it find the ticket."""
    made = {"ticket_id": outcome.ticket_id, "audit_id": outcome.audit_id}
    values = {"state": "ticket", "problem": None, **made}
    if row.inbound_mail_id is not None:
        ctx.db.update(inbound_mails, row.inbound_mail_id, values)
    _remove(ctx, [row])


def find_old(db: Transaction, now: int) -> Sequence[int]:
    """The oldest one, when its time is over."""
    oldest = select(suspended_tickets.c.id).where(suspended_tickets.c.created_at <= now - KEPT_FOR)
    return db.values(oldest.order_by(suspended_tickets.c.created_at).limit(1))


def delete_old(ctx: Context, _oldest_id: int) -> None:
    """Delete the oldest of those whose time is over."""
    old = select(suspended_tickets).where(suspended_tickets.c.created_at <= ctx.now - KEPT_FOR)
    oldest = old.order_by(suspended_tickets.c.created_at, suspended_tickets.c.id).limit(AT_ONCE)
    _drop(ctx, ctx.db.rows(oldest.with_for_update(skip_locked=True)), TOO_OLD)


def _drop(ctx: Context, rows: Sequence[Row[Any]], reason: str) -> None:
    mails = [row.inbound_mail_id for row in rows if row.inbound_mail_id is not None]
    mine = update(inbound_mails).where(inbound_mails.c.id.in_(mails))
    ctx.db.run(mine.values(state="dropped", problem=reason))
    _remove(ctx, rows)


def _remove(ctx: Context, rows: Sequence[Row[Any]]) -> None:
    ids = [row.id for row in rows]
    ctx.db.run(delete(suspended_tickets).where(suspended_tickets.c.id.in_(ids)))
    remove_uploads(ctx, [row.upload_id for row in rows if row.upload_id is not None])


CHORES = (Chore("suspended tickets: delete old ones", find_old, delete_old),)
