"""The kinds of record that can be found: their table, their keywords and their orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import ColumnElement, Table, case, func, literal, select

from ombud.db import Transaction
from ombud.search import fields, people, tickets
from ombud.search.conditions import Keyword
from ombud.search.index import Kind
from ombud.tables import groups, organizations, ticket_metrics, users
from ombud.tables import tickets as tickets_table
from ombud.values.choices import PRIORITIES, STATUSES, TYPES

__all__ = ["KINDS", "ORDERINGS", "RECORDS", "Record", "known_keywords"]

KINDS: Sequence[Kind] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Record:
    """One kind. `orders` are the values that it can be sorted by; higher ones come first in desc."""

    kind: Kind
    table: Table
    keywords: Mapping[str, Keyword]
    aliases: Mapping[str, str]
    orders: Mapping[str, ColumnElement[Any]]

    def keyword(self, db: Transaction, name: str) -> Keyword | None:
        """The keyword of this name or alias; None when records of this kind have none."""
        found = self.keywords.get(self.aliases.get(name, name))
        return found or _fields(db, self.kind).get(name)


def known_keywords(db: Transaction) -> frozenset[str]:
    """Every word that may stand before an operator; read it with `db.cached`."""
    found = {"type"}
    for record in RECORDS.values():
        found |= record.keywords.keys() | record.aliases.keys() | _fields(db, record.kind).keys()
    return frozenset(found)


def _fields(db: Transaction, kind: Kind) -> Mapping[str, Keyword]:
    of_account = db.cached(fields.load)
    match kind:
        case "ticket":
            return of_account.ticket
        case "user":
            return of_account.user
        case "organization":
            return of_account.organization
    return {}


def _times(table: Table) -> dict[str, ColumnElement[Any]]:
    return {"created": table.c.created_at, "updated": table.c.updated_at}


def _place_in(column: ColumnElement[Any], order: Sequence[str]) -> ColumnElement[Any]:
    """1 for the lowest; what is null or unknown is lower than all."""
    places = {value: place for place, value in enumerate(order, 1)}
    return case(places, value=column, else_=literal(0))


LATEST_COMMENT = (
    select(ticket_metrics.c.latest_comment_added_at)
    .where(ticket_metrics.c.ticket_id == tickets_table.c.id)
    .scalar_subquery()
)
# The names in `order_by` and `sort_by`, and what they mean.
ORDERINGS = {
    "created": "created",
    "created_at": "created",
    "updated": "updated",
    "updated_at": "updated",
    "commented": "commented",
    "priority": "priority",
    "status": "status",
    "ticket_type": "ticket_type",
}
RECORDS: Mapping[Kind, Record] = {
    record.kind: record
    for record in (
        Record(
            "ticket",
            tickets_table,
            tickets.KEYWORDS,
            tickets.ALIASES,
            {
                **_times(tickets_table),
                "commented": func.coalesce(LATEST_COMMENT, tickets_table.c.created_at),
                "priority": _place_in(tickets_table.c.priority, PRIORITIES),
                "status": _place_in(tickets_table.c.status, STATUSES),
                "ticket_type": _place_in(tickets_table.c.type, TYPES),
            },
        ),
        Record("user", users, people.USER_KEYWORDS, people.USER_ALIASES, _times(users)),
        Record(
            "organization",
            organizations,
            people.ORGANIZATION_KEYWORDS,
            people.TIME_ALIASES,
            _times(organizations),
        ),
        Record("group", groups, people.GROUP_KEYWORDS, people.TIME_ALIASES, _times(groups)),
    )
}
