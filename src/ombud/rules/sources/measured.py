"""Values of the ticket's metrics, and the times since it has its status."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, not_

from ombud.rules.columns import Columns, ColumnTest
from ombud.rules.facts import Facts
from ombud.rules.sources.source import Reader

__all__ = ["CustomStatusTime", "Metric", "StatusTime"]

# What the ticket's own row says of a status; the others are in the metrics.
ON_TICKET: Mapping[str, str] = {"solved": "solved_at", "closed": "closed_at"}


@dataclass(frozen=True, slots=True)
class Metric:
    """A column of `ticket_metrics`; an imported ticket has none."""

    name: str
    slot: None = None
    share: float = 0.5

    def after(self) -> Reader:
        name = self.name
        return lambda facts: facts.metrics().get(name)

    def before(self) -> Reader:
        return self.after()

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        return columns.metric(self.name, test, wanted=wanted)


@dataclass(frozen=True, slots=True)
class StatusTime:
    """When the ticket got this status; null while it has another."""

    status: str
    slot: None = None
    share: float = 0.2

    def after(self) -> Reader:
        status, name = self.status, ON_TICKET.get(self.status)

        def read(facts: Facts) -> int | None:
            if facts.after["status"] != status:
                return None
            found = facts.metrics().get("status_updated_at") if name is None else facts.after[name]
            return None if found is None else int(found)

        return read

    def before(self) -> Reader:
        return self.after()

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        name = ON_TICKET.get(self.status)
        has_status = columns.ticket("status") == self.status
        if name is None:
            positive = columns.metric("status_updated_at", test, wanted=True)
        else:
            column = columns.ticket(name)
            positive = and_(column.is_not(None), test(column)) if test else column.is_not(None)
        both = and_(has_status, positive)
        return both if wanted else not_(both)


@dataclass(frozen=True, slots=True)
class CustomStatusTime:
    """When the ticket got this custom status; null while it has another."""

    status_id: int
    slot: None = None
    share: float = 0.1

    def after(self) -> Reader:
        status_id = self.status_id

        def read(facts: Facts) -> int | None:
            if facts.after["custom_status_id"] != status_id:
                return None
            found = facts.metrics().get("custom_status_updated_at")
            return None if found is None else int(found)

        return read

    def before(self) -> Reader:
        return self.after()

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        present = columns.ticket("custom_status_id")
        positive = columns.metric("custom_status_updated_at", test, wanted=True)
        both = and_(present.is_not(None), present == self.status_id, positive)
        return both if wanted else not_(both)
