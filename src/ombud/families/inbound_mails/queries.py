"""Statements about mails: which are due to be read, and the one that is."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.inbound_mails.shapes import InboundMailQuery
from ombud.families.required import existing
from ombud.tables import inbound_mails
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "claim", "find", "has_due", "lock", "matching", "visible"]

ORDERS = Orders(default=(inbound_mails.c.id,), descending=True)
QUEUED = inbound_mails.c.state == "queued"
DUE = (
    select(inbound_mails)
    .where(QUEUED, inbound_mails.c.run_at <= bindparam("now"))
    .order_by(inbound_mails.c.run_at, inbound_mails.c.id)
    .limit(1)
)
IS_DUE = Prepared(DUE.with_only_columns(inbound_mails.c.id))
NEXT = Prepared(DUE.with_for_update(skip_locked=True))
ONE = Prepared(select(inbound_mails).where(inbound_mails.c.id == bindparam("id")).with_for_update())


def visible(ctx: Context) -> Select[Any]:
    """Every mail; only admins ask."""
    del ctx
    return select(inbound_mails)


def matching(ctx: Context, query: InboundMailQuery) -> Select[Any]:
    """The mails that a list's filters leave."""
    statement = visible(ctx)
    if query.state:
        statement = statement.where(inbound_mails.c.state == query.state)
    if query.ticket_id is not None:
        statement = statement.where(inbound_mails.c.ticket_id == query.ticket_id)
    return statement


def find(ctx: Context, mail_id: int) -> Row[Any]:
    """One mail; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(inbound_mails.c.id == mail_id)))


def has_due(db: Transaction, now: int) -> bool:
    """Whether a mail waits to be read; cheap."""
    return db.value(IS_DUE, {"now": now}) is not None


def claim(db: Transaction, now: int, until: int) -> Row[Any] | None:
    """The next mail that is due, which is left to the caller until then; its row as it was."""
    row = db.row(NEXT, {"now": now})
    if row is not None:
        db.update(inbound_mails, row.id, {"attempts": row.attempts + 1, "run_at": until})
    return row


def lock(db: Transaction, mail_id: int) -> Row[Any] | None:
    """The mail, kept from other readers; None when somebody has dealt with it."""
    rows: Sequence[Row[Any]] = db.rows(ONE, {"id": mail_id})
    return next((row for row in rows if row.state == "queued"), None)
