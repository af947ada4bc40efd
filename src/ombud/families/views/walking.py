"""Which index finds the tickets of a view, where the database would take the wrong one.

SQLite keeps no statistics here: it takes a status for rare, and the last day for most of the table.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, null

from ombud.families.conditions.columns import TicketColumns
from ombud.rules.conditions import Condition, Conditions
from ombud.values.text import id_in

__all__ = ["columns_for", "finds_few"]

# Hours since these are found by an index of their own.
TIMES = frozenset({"NEW", "updated_at"})
# Of so many hours there are fewer tickets than of a status.
FEW_HOURS = 7 * 24
COMMON = frozenset({"status", "type", "custom_status_id", "group_id", "brand_id"})


class _ByTime(TicketColumns):
    """Columns whose common values no index is asked for."""

    __slots__ = ()

    def ticket(self, name: str) -> ColumnElement[Any]:
        """A column of the ticket."""
        column = TicketColumns.ticket(self, name)
        return func.coalesce(column, null()) if name in COMMON else column


def columns_for(conditions: Conditions) -> type[TicketColumns]:
    """The columns for a statement about tickets that meet these conditions."""
    return _ByTime if any(_is_recent(condition) for condition in conditions.all) else TicketColumns


def finds_few(conditions: Conditions) -> bool:
    """Whether an index leads to few tickets of the desk, wherever most of them are closed.

    It also tells whose they are, so that those of other agents are left out without a look.
    """
    return any(_is_recent(each) or _is_unclosed(each) for each in conditions.all)


def _is_unclosed(condition: Condition) -> bool:
    if condition.field != "status":
        return False
    return condition.operator == "less_than" or (
        condition.operator == "is" and condition.value != "closed"
    )


def _is_recent(condition: Condition) -> bool:
    if condition.field not in TIMES or condition.operator not in {"is", "less_than"}:
        return False
    hours = id_in(str(condition.value))
    return hours is not None and hours <= FEW_HOURS
