"""What stands beside the tickets of a view: their last comments, and the records they name."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Row, Table, func, select

from ombud.db import Prepared, among
from ombud.families.accounts import account
from ombud.families.ticket_metrics import queries as metric_queries
from ombud.tables import comments, groups, organizations, ticket_audits, users
from ombud.values.times import iso
from ombud.wire.context import Context
from ombud.wire.sideloading import ids_of

__all__ = [
    "default_locale_id",
    "last_comments",
    "locales_of",
    "measured",
    "people_and_places",
    "updaters",
]

LAST_COMMENTS = Prepared(
    select(
        comments.c.id,
        comments.c.ticket_id,
        comments.c.author_id,
        comments.c.body,
        comments.c.public,
        comments.c.created_at,
    ).where(
        comments.c.id.in_(
            select(func.max(comments.c.id))
            .where(among(comments.c.ticket_id, "ids"))
            .group_by(comments.c.ticket_id)
        )
    )
)
LAST_AUDITS = Prepared(
    select(ticket_audits.c.ticket_id, users.c.role)
    .outerjoin(users, users.c.id == ticket_audits.c.author_id)
    .where(
        ticket_audits.c.id.in_(
            select(func.max(ticket_audits.c.id))
            .where(among(ticket_audits.c.ticket_id, "ids"))
            .group_by(ticket_audits.c.ticket_id)
        )
    )
)
LOCALES = Prepared(select(users.c.id, users.c.locale_id).where(among(users.c.id, "ids")))
UPDATERS = {"end-user": "end user", "agent": "agent", "admin": "agent"}


def _names(table: Table) -> Prepared:
    named: Column[Any] = table.c.id
    return Prepared(select(named, table.c.name).where(among(named, "ids")).order_by(named))


# The key of an answer and the path of its records, their names, and the values that name them.
BESIDE: Sequence[tuple[str, Prepared, tuple[str, ...]]] = (
    ("users", _names(users), ("requester_id", "submitter_id", "assignee_id")),
    ("groups", _names(groups), ("group_id",)),
    ("organizations", _names(organizations), ("organization_id",)),
)


def people_and_places(ctx: Context, rows: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    """The users, groups and organizations that the rows name, each with its name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for key, names, fields in BESIDE:
        ids = ids_of(rows, fields)
        known = ctx.db.rows(names, {"ids": list(ids)}) if ids else []
        found[key] = [
            {"id": row.id, "name": row.name, "url": ctx.links.api(f"/{key}/{row.id}")}
            for row in known
        ]
    return found


def last_comments(ctx: Context, ticket_ids: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    """The newest comment of each ticket."""
    return {
        row.ticket_id: {
            "id": row.id,
            "author_id": row.author_id,
            "body": row.body,
            "public": row.public,
            "created_at": iso(row.created_at),
        }
        for row in ctx.db.rows(LAST_COMMENTS, {"ids": ticket_ids})
    }


def measured(ctx: Context, ticket_ids: Sequence[int]) -> Mapping[int, Row[Any]]:
    """The metrics of each ticket that has some."""
    return {row.ticket_id: row for row in metric_queries.of_tickets(ctx, ticket_ids)}


def updaters(ctx: Context, ticket_ids: Sequence[int]) -> Mapping[int, str]:
    """Who made the last change of each ticket: an agent, an end user, or the desk itself."""
    rows = ctx.db.rows(LAST_AUDITS, {"ids": ticket_ids})
    return {row.ticket_id: UPDATERS.get(row.role, "system") for row in rows}


def locales_of(ctx: Context, user_ids: Sequence[int]) -> Mapping[int, int | None]:
    """The language of each of these people, where they have chosen one."""
    return {row.id: row.locale_id for row in ctx.db.rows(LOCALES, {"ids": user_ids})}


def default_locale_id(ctx: Context) -> int:
    """The language of the desk."""
    return ctx.db.cached(account.load).locale_id
