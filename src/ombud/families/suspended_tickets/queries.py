"""Statements about suspended tickets: those that still wait, their files, their tickets."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from ombud.db import Prepared, among
from ombud.families.required import existing
from ombud.families.suspended_tickets.holding import KEPT_FOR
from ombud.families.suspended_tickets.rights import check_rights
from ombud.families.suspended_tickets.shapes import SuspendedTicketQuery
from ombud.tables import attachments, folded, inbound_mails, suspended_tickets
from ombud.wire.answers import Columns, Orders
from ombud.wire.context import Context

__all__ = [
    "files_of",
    "find",
    "letter_of",
    "lock",
    "lock_many",
    "mail_of",
    "orders_of",
    "request_of",
    "visible",
]

# What a mail becomes when it is recovered is long, and read only then.
LONG = {"letter", "request"}
SHOWN = tuple(column for column in suspended_tickets.c if column.name not in LONG)
EMAIL_KEY = folded(suspended_tickets.c.author_email).label("email_key")
SUBJECT_KEY = folded(suspended_tickets.c.subject).label("subject_key")
BY: dict[str, Columns] = {
    "author_email": (EMAIL_KEY, suspended_tickets.c.id),
    "cause": (suspended_tickets.c.cause_id, suspended_tickets.c.id),
    "created_at": (suspended_tickets.c.created_at, suspended_tickets.c.id),
    "subject": (SUBJECT_KEY, suspended_tickets.c.id),
}
LETTER = Prepared(
    select(suspended_tickets.c.letter).where(suspended_tickets.c.id == bindparam("id"))
)
REQUEST = Prepared(
    select(suspended_tickets.c.request).where(suspended_tickets.c.id == bindparam("id"))
)
MAIL = Prepared(select(inbound_mails).where(inbound_mails.c.id == bindparam("id")))
FILES = Prepared(
    select(attachments)
    .where(among(attachments.c.upload_id, "upload_ids"))
    .order_by(attachments.c.id)
)


def visible(ctx: Context) -> Select[Any]:
    """Those whose time is not over; raises Forbidden for who may see none."""
    check_rights(ctx)
    return select(*SHOWN, EMAIL_KEY, SUBJECT_KEY).where(
        suspended_tickets.c.created_at > ctx.now - KEPT_FOR
    )


def orders_of(query: SuspendedTicketQuery) -> Orders:
    """As `sort_by` and `sort_order` ask for it, by pages of either kind.

    # Zendesk: suspended-ticket-order (docs/quirks.md#suspended-ticket-order)
    """
    wish = query.sort_by if query.sort_by in BY else "created_at"
    direction = (query.sort_order or "").lower()
    falls = direction == "desc" if direction in {"asc", "desc"} else wish == "created_at"
    return Orders(default=BY[wish], cursor=BY, falling=(falls,) * len(BY[wish]))


def find(ctx: Context, suspended_id: int) -> Row[Any]:
    """One of them; raises NotFound and Forbidden."""
    return existing(ctx.db.row(visible(ctx).where(suspended_tickets.c.id == suspended_id)))


def lock(ctx: Context, suspended_id: int) -> Row[Any]:
    """One of them, kept from everybody else; raises NotFound and Forbidden."""
    return existing(next(iter(lock_many(ctx, [suspended_id])), None))


def lock_many(ctx: Context, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Those of these ids that there are; who comes second finds what is left of them."""
    mine = visible(ctx).where(suspended_tickets.c.id.in_(ids)).order_by(suspended_tickets.c.id)
    return ctx.db.rows(mine.with_for_update())


def letter_of(ctx: Context, row: Row[Any]) -> str:
    """What one becomes, as JSON."""
    return str(ctx.db.value(LETTER, {"id": row.id}))


def request_of(ctx: Context, row: Row[Any]) -> str:
    """What somebody asked for who did not sign in, as JSON."""
    return str(ctx.db.value(REQUEST, {"id": row.id}))


def files_of(ctx: Context, rows: Sequence[Row[Any]]) -> dict[int, list[Row[Any]]]:
    """The files of each of these that has some, by the id of its upload."""
    found: dict[int, list[Row[Any]]] = {}
    ids = [row.upload_id for row in rows if row.upload_id is not None]
    for file in ctx.db.rows(FILES, {"upload_ids": ids}) if ids else ():
        found.setdefault(file.upload_id, []).append(file)
    return found


def mail_of(ctx: Context, row: Row[Any]) -> Row[Any]:
    """The mail that was held back; raises NotFound."""
    return existing(ctx.db.row(MAIL, {"id": row.inbound_mail_id}))
