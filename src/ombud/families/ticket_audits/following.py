"""The older paging of all audits: newest first, with a link to what is newer and one to older."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Row

from ombud.families.ticket_audits import queries
from ombud.families.ticket_audits.shapes import Audit, show
from ombud.tables import ticket_audits
from ombud.wire.answers import Many
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = ["AuditsQuery", "follow", "read_cursor", "write_cursor"]

LARGEST = 1000
DEFAULT = 100


class AuditsQuery(msgspec.Struct):
    """`cursor` is one of a former answer; `limit` is at most 1000."""

    cursor: str | None = None
    limit: int | None = None


def follow(ctx: Context, query: AuditsQuery) -> Many[Audit]:
    """One page of the audits of all tickets that are not deleted."""
    size = max(1, min(query.limit or DEFAULT, LARGEST))
    is_newer, bound = read_cursor(query.cursor)
    statement = queries.every(ctx)
    if bound is not None:
        column = ticket_audits.c.id
        statement = statement.where(column > bound if is_newer else column < bound)
    order = ticket_audits.c.id.asc() if is_newer else ticket_audits.c.id.desc()
    rows = list(ctx.db.rows(statement.order_by(order).limit(size)))
    if is_newer:
        rows.reverse()
    return Many(Audit, show(ctx, rows), beside=_links(ctx, rows, size))


def write_cursor(mark: str, at: int, number: int) -> str:
    """The live form: a mark for the older side, the time, the id."""
    return base64.urlsafe_b64encode(f"{mark}{at}||{number}".encode()).decode()


def read_cursor(cursor: str | None) -> tuple[bool, int | None]:
    """Whether the cursor leads to what is newer, and the id it stands at; raises BadRequest."""
    if not cursor:
        return False, None
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, ValueError) as error:
        raise BadRequest("cursor", "is not valid") from error
    number = text.rpartition("||")[2]
    if "||" not in text or not number.isascii() or not number.isdigit() or len(number) > 18:
        raise BadRequest("cursor", "is not valid")
    return not text.startswith("|"), int(number)


def _links(ctx: Context, rows: Sequence[Row[Any]], size: int) -> dict[str, str | None]:
    after = write_cursor("", rows[0].created_at, rows[0].id) if rows else None
    before = write_cursor("|", rows[-1].created_at, rows[-1].id) if rows else None

    def url(cursor: str | None) -> str | None:
        changes = {"cursor": cursor, "limit": size}
        return ctx.links.page(ctx.request, changes) if cursor else None

    return {
        "after_cursor": after,
        "after_url": url(after),
        "before_cursor": before,
        "before_url": url(before),
    }
