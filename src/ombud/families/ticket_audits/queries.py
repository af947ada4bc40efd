"""Statements about audits; who may see a ticket may see its audits."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ombud.db import Prepared, among
from ombud.families.required import existing
from ombud.families.tickets import queries as ticket_queries
from ombud.tables import comments, macros, ticket_audits, tickets
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "comments_of", "every", "find", "macros_among", "of_ticket"]

# Made once, because every change of a ticket reads them.
COMMENTS = Prepared(select(comments).where(among(comments.c.audit_id, "audit_ids")))
OLDEST_FIRST = (ticket_audits.c.created_at, ticket_audits.c.id)
ORDERS = Orders(
    default=OLDEST_FIRST,
    cursor={"created_at": OLDEST_FIRST},
    offset={"created_at": OLDEST_FIRST},
    rising=frozenset({"created_at"}),
)


def of_ticket(ctx: Context, ticket_id: int) -> Select[Any]:
    """The audits of a ticket that the caller may see; raises NotFound and Forbidden."""
    ticket_queries.find(ctx, ticket_id)
    return select(ticket_audits).where(ticket_audits.c.ticket_id == ticket_id)


def every(ctx: Context) -> Select[Any]:
    """The audits of all tickets that are neither deleted nor archived, for admins."""
    del ctx
    living = select(tickets.c.id).where(
        tickets.c.id == ticket_audits.c.ticket_id,
        tickets.c.deleted_at.is_(None),
        tickets.c.archived_at.is_(None),
    )
    return select(ticket_audits).where(living.exists())


def find(ctx: Context, ticket_id: int, audit_id: int) -> Row[Any]:
    """One audit of a visible ticket; raises NotFound."""
    return existing(ctx.db.row(of_ticket(ctx, ticket_id).where(ticket_audits.c.id == audit_id)))


def comments_of(ctx: Context, audit_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The comments that belong to audits, by their ids."""
    if not audit_ids:
        return {}
    return {row.id: row for row in ctx.db.rows(COMMENTS, {"audit_ids": audit_ids})}


def macros_among(ctx: Context, ids: Collection[int]) -> set[int]:
    """Those of these macros that were not deleted."""
    if not ids:
        return set()
    return set(ctx.db.values(select(macros.c.id).where(macros.c.id.in_(list(ids)))))
