"""Which tickets automations are about: all of them asked at once, in one walk over the tickets.

Most automations ask for times, which no index leads to, so every ticket that is not closed is
looked at; reading it costs more than asking it fifty questions.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from ombud.db import Transaction
from ombud.families.automations.compiled import Compiled
from ombud.families.conditions.asking import columns_at
from ombud.families.conditions.table import load_table
from ombud.rules.compile import clause_of
from ombud.tables import ticket_metrics, tickets
from ombud.values.choices import STATUSES

__all__ = ["MOST_TICKETS", "among", "changed_since", "scan"]

# What is left over waits for the next hour.
MOST_TICKETS = 1000
ROWS_AT_ONCE = 5000
IDS_AT_ONCE = 500
# All but closed: the condition that leads the database to the few tickets that are not.
UNCLOSED = STATUSES[:-1]
LIVING = (
    tickets.c.status.in_(UNCLOSED),
    tickets.c.deleted_at.is_(None),
    tickets.c.archived_at.is_(None),
)


def scan(db: Transaction, automations: Sequence[Compiled], now: int) -> list[list[int]]:
    """The tickets that meet the conditions of each as of `now`, the oldest first."""
    found: list[list[int]] = [[] for _ in automations]
    clauses = [_clause(db, each, now, joins_metrics=True) for each in automations]
    wanting, last = list(range(len(automations))), 0
    while wanting:
        statement = _walk([clauses[place] for place in wanting])
        rows = db.rows(statement.where(tickets.c.id > last).limit(ROWS_AT_ONCE))
        for row in rows:
            for place, meets in zip(wanting, tuple(row)[1:], strict=True):
                if meets and len(found[place]) < MOST_TICKETS:
                    found[place].append(row.id)
        if len(rows) < ROWS_AT_ONCE:
            break
        last = rows[-1].id
        wanting = [place for place in wanting if len(found[place]) < MOST_TICKETS]
    return found


def among(db: Transaction, automation: Compiled, ids: Sequence[int], now: int) -> list[int]:
    """Those of these tickets that meet the conditions."""
    clause = _clause(db, automation, now, joins_metrics=False)
    found: list[int] = []
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = tickets.c.id.in_(ids[start : start + IDS_AT_ONCE])
        found += db.values(select(tickets.c.id).where(*LIVING, some, clause))
    return sorted(found)


def changed_since(db: Transaction, instant: int, without: Collection[int]) -> list[int]:
    """The tickets that changed in that second or later."""
    statement = select(tickets.c.id).where(tickets.c.generated_at >= instant)
    known = set(without)
    return [id_ for id_ in db.values(statement.limit(ROWS_AT_ONCE)) if id_ not in known]


def _clause(
    db: Transaction, automation: Compiled, now: int, *, joins_metrics: bool
) -> ColumnElement[bool]:
    columns = columns_at(db, now, joins_metrics=joins_metrics)
    return clause_of(automation.conditions, db.cached(load_table), "automation", columns)


def _walk(clauses: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Every ticket that meets one of them, with which ones."""
    flags = [clause.label(f"meets_{place}") for place, clause in enumerate(clauses)]
    measured = ticket_metrics.c.ticket_id == tickets.c.id
    statement = select(tickets.c.id, *flags).outerjoin(ticket_metrics, measured)
    return statement.where(*LIVING, or_(*clauses)).order_by(tickets.c.id)
