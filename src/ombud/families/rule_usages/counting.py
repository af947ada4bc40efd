"""Counts firings of rules, and answers how often each fired of late."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Integer, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from ombud.db import Prepared, Transaction
from ombud.tables import rule_usages

__all__ = ["SLICE", "WINDOWS", "count_firings", "usage_in", "usages"]

# Seconds that one row counts: a firing leaves a window so much too late at most.
SLICE = 300
# The names of side-loads and orders, and their seconds.
WINDOWS: Mapping[str, int] = {
    "usage_1h": 3600,
    "usage_24h": 86_400,
    "usage_7d": 7 * 86_400,
    "usage_30d": 30 * 86_400,
}


def _upsert(insert: type[sqlite.Insert] | type[postgresql.Insert]) -> Prepared:
    statement = insert(rule_usages).values(
        rule_id=bindparam("rule_id"), began_at=bindparam("began_at"), count=bindparam("count")
    )
    return Prepared(
        statement.on_conflict_do_update(
            index_elements=["rule_id", "began_at"],
            set_={"count": rule_usages.c.count + statement.excluded["count"]},
        )
    )


ON_SQLITE, ON_POSTGRESQL = _upsert(sqlite.Insert), _upsert(postgresql.Insert)


def count_firings(db: Transaction, rule_ids: Collection[int], now: int) -> None:
    """Count one firing of each rule; call it late, because the rows are locked until the end."""
    began_at = now - now % SLICE
    # In one order everywhere, so that no two transactions wait for each other.
    rows = [{"rule_id": rule_id, "began_at": began_at, "count": 1} for rule_id in sorted(rule_ids)]
    db.run_all(ON_SQLITE if db.is_sqlite else ON_POSTGRESQL, rows)


def usages(db: Transaction, rule_ids: Sequence[int], window: str, now: int) -> dict[int, int]:
    """How often each rule fired within the window, by rule."""
    found = dict.fromkeys(rule_ids, 0)
    counted = (
        select(rule_usages.c.rule_id, func.sum(rule_usages.c.count).label("total"))
        .where(rule_usages.c.rule_id.in_(list(found)), _within(window, now))
        .group_by(rule_usages.c.rule_id)
    )
    for row in db.rows(counted):
        found[row.rule_id] = int(row.total)
    return found


def usage_in(window: str, rule_id: ColumnElement[int], now: int) -> ColumnElement[int]:
    """The same as a column of a statement that selects rules."""
    counted = select(func.coalesce(func.sum(rule_usages.c.count), 0).cast(Integer)).where(
        rule_usages.c.rule_id == rule_id, _within(window, now)
    )
    return counted.scalar_subquery()


def _within(window: str, now: int) -> ColumnElement[bool]:
    return rule_usages.c.began_at > now - WINDOWS[window] - SLICE
