"""Reads single tickets for answers: the ticket itself and the audit that a change made."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared
from ombud.families.ticket_audits import shapes as audit_shapes
from ombud.families.ticket_audits.shapes import Audit
from ombud.families.tickets import queries, shapes
from ombud.families.tickets.shapes import DeletedTicket, Ticket
from ombud.families.tickets.update import Outcome
from ombud.tables import ticket_audits, users
from ombud.wire.context import Context

__all__ = ["audit_of", "changed", "read", "recent", "show_deleted"]

MOST_RECENT = 5
# How many updates back the recent tickets are looked for.
MOST_AUDITS = 100
ONE_AUDIT = Prepared(select(ticket_audits).where(ticket_audits.c.id == bindparam("id")))
NEWEST_AUDIT = Prepared(
    select(ticket_audits)
    .where(ticket_audits.c.ticket_id == bindparam("ticket_id"))
    .order_by(ticket_audits.c.id.desc())
    .limit(1)
)


def read(ctx: Context, ticket_id: int) -> Ticket:
    """The ticket as it is now; raises NotFound and Forbidden."""
    return shapes.show(ctx, [queries.find(ctx, ticket_id)])[0]


def changed(ctx: Context, outcome: Outcome) -> Ticket:
    """The ticket after the caller's change, which may have moved it out of their sight."""
    return shapes.show(ctx, [queries.lock(ctx, outcome.ticket_id)])[0]


def audit_of(ctx: Context, outcome: Outcome) -> Audit:
    """The audit that a change left; without events when nothing became different.

    Zendesk: unchanged (docs/quirks.md#unchanged)
    """
    if outcome.audit_id is not None:
        return audit_shapes.show(ctx, ctx.db.rows(ONE_AUDIT, {"id": outcome.audit_id}))[0]
    newest = ctx.db.rows(NEWEST_AUDIT, {"ticket_id": outcome.ticket_id})
    audit = audit_shapes.show(ctx, newest)[0]
    audit.events = []
    return audit


def recent(ctx: Context) -> list[int]:
    """The tickets that the agent worked on last, the latest first.

    Zendesk: recent-tickets (docs/quirks.md#recent-tickets)
    """
    worked_on = (
        select(ticket_audits.c.ticket_id)
        .where(ticket_audits.c.author_id == ctx.actor.id)
        .order_by(ticket_audits.c.id.desc())
        .limit(MOST_AUDITS)
    )
    return list(dict.fromkeys(ctx.db.values(worked_on)))[:MOST_RECENT]


def show_deleted(ctx: Context, rows: Sequence[Row[Any]]) -> list[DeletedTicket]:
    """Deleted tickets with the names of those who deleted them."""
    return shapes.show_deleted(rows, _names(ctx, {row.deleted_by_id for row in rows}))


def _names(ctx: Context, ids: set[int]) -> dict[int, str]:
    statement = select(users.c.id, users.c.name).where(users.c.id.in_(list(ids)))
    return {row.id: row.name for row in ctx.db.rows(statement)}
