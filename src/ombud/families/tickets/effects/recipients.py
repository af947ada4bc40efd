"""Statements about people whom rules write to."""

from collections.abc import Collection

from sqlalchemy import select

from ombud.db import Prepared, Transaction, among
from ombud.families.tickets.outgoing import Recipient
from ombud.tables import users
from ombud.wire.context import Context

__all__ = ["load_unrestricted", "reached"]

REACHED = Prepared(
    select(users.c.id, users.c.role, users.c.locale_id, users.c.time_zone).where(
        among(users.c.id, "ids"),
        users.c.active,
        users.c.suspended.is_(False),
        users.c.email.is_not(None),
    )
)


def load_unrestricted(db: Transaction) -> tuple[int, ...]:
    """The agents who may see every ticket; read with `db.cached`."""
    statement = select(users.c.id).where(
        users.c.role.in_(("agent", "admin")),
        users.c.active,
        users.c.suspended.is_(False),
        users.c.ticket_restriction.is_(None),
    )
    return tuple(db.values(statement.order_by(users.c.id)))


def reached(ctx: Context, ids: Collection[int]) -> list[Recipient]:
    """Those who can be written to, in the order of the ids: active, not suspended, with an address."""
    if not ids:
        return []
    found = {
        row.id: Recipient(row.id, row.role != "end-user", row.locale_id, row.time_zone)
        for row in ctx.db.rows(REACHED, {"ids": list(ids)})
    }
    return [found[user_id] for user_id in dict.fromkeys(ids) if user_id in found]
