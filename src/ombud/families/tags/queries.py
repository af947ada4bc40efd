"""Statements about tags: the popular ones, and those that begin in some way."""

from typing import Any

from sqlalchemy import Select, func, select

from ombud.tables import ticket_tags, tickets
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["BY_NAME", "beginning_with", "by_popularity", "popular"]

SIXTY_DAYS = 60 * 86_400
MOST_TAGS = 20_000
LAST_CHARACTER = "\U0010ffff"
BY_NAME = Orders(default=(ticket_tags.c.tag,))


def popular(ctx: Context) -> Select[Any]:
    """Tags of tickets that changed in the last 60 days, with their number of tickets.

    # Zendesk: popular-tags (docs/quirks.md#popular-tags)
    """
    uses = func.count().label("uses")
    counted = (
        select(ticket_tags.c.tag.label("name"), uses, (-uses).label("unpopularity"))
        .join(tickets, tickets.c.id == ticket_tags.c.ticket_id)
        .where(tickets.c.updated_at > ctx.now - SIXTY_DAYS, tickets.c.deleted_at.is_(None))
        .group_by(ticket_tags.c.tag)
        .order_by(uses.desc(), ticket_tags.c.tag)
        .limit(MOST_TAGS)
        .subquery("popular")
    )
    return select(counted)


def by_popularity(statement: Select[Any]) -> Orders:
    """The tag of most tickets first, and by name among those of as many."""
    columns = statement.selected_columns
    most_used = (columns["unpopularity"], columns["name"])
    return Orders(default=most_used, cursor={"count": most_used})


def beginning_with(ctx: Context, text: str) -> Select[Any]:
    """Each tag of any ticket that begins with the text, once."""
    beginning = text.lower()
    found = select(ticket_tags.c.tag).where(
        ticket_tags.c.tag >= beginning, ticket_tags.c.tag.startswith(beginning, autoescape=True)
    )
    if ctx.db.is_sqlite:
        # It compares by code point, so the index can also say where to stop.
        found = found.where(ticket_tags.c.tag < beginning + LAST_CHARACTER)
    return found.distinct()
