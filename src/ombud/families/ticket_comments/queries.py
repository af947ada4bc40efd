"""Statements about comments; each row brings via and metadata of its audit."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from ombud.families.required import existing
from ombud.tables import comments, idempotency_keys, ticket_audits
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "ORDERS",
    "answers_kept",
    "audits",
    "find",
    "find_by_audit",
    "first_id",
    "of_ticket",
    "other_public_id",
]

OLDEST_FIRST = (comments.c.created_at, comments.c.id)
ORDERS = Orders(
    default=OLDEST_FIRST,
    cursor={"created_at": OLDEST_FIRST},
    offset={"created_at": OLDEST_FIRST},
    rising=frozenset({"created_at"}),
)


def of_ticket(ticket_id: int, *, public_only: bool = False) -> Select[Any]:
    """The comments of a ticket that was found for the caller before."""
    statement = (
        select(
            comments,
            ticket_audits.c.via_channel,
            ticket_audits.c.via_source,
            ticket_audits.c.metadata.label("metadata"),
        )
        .join(ticket_audits, ticket_audits.c.id == comments.c.audit_id)
        .where(comments.c.ticket_id == ticket_id)
    )
    return statement.where(comments.c.public) if public_only else statement


def find(ctx: Context, ticket_id: int, comment_id: int, *, public_only: bool = False) -> Row[Any]:
    """One comment of a ticket; raises NotFound."""
    statement = of_ticket(ticket_id, public_only=public_only)
    return existing(ctx.db.row(statement.where(comments.c.id == comment_id)))


def find_by_audit(ctx: Context, ticket_id: int, audit_id: int) -> Row[Any]:
    """The comment that an audit of the ticket brought; raises NotFound."""
    return existing(ctx.db.row(of_ticket(ticket_id).where(comments.c.audit_id == audit_id)))


def first_id(ctx: Context, ticket_id: int) -> int | None:
    """The comment whose text is the ticket's description."""
    mine = select(func.min(comments.c.id)).where(comments.c.ticket_id == ticket_id)
    found: int | None = ctx.db.value(mine)
    return found


def other_public_id(ctx: Context, ticket_id: int, comment_id: int) -> int | None:
    """Any public comment of the ticket beside this one."""
    statement = select(comments.c.id).where(
        comments.c.ticket_id == ticket_id, comments.c.public, comments.c.id != comment_id
    )
    found: int | None = ctx.db.value(statement.limit(1))
    return found


def audits(ctx: Context, ticket_id: int) -> Sequence[Row[Any]]:
    """The events of all audits of a ticket."""
    mine = ticket_audits.c.ticket_id == ticket_id
    statement = select(ticket_audits.c.id, ticket_audits.c.events).where(mine)
    return ctx.db.rows(statement.order_by(ticket_audits.c.id))


def answers_kept(ctx: Context, ticket_id: int) -> Sequence[Row[Any]]:
    """The answers that a repeated creation of the ticket would be given."""
    mine = idempotency_keys.c.ticket_id == ticket_id
    return ctx.db.rows(select(idempotency_keys.c.key, idempotency_keys.c.answer).where(mine))
