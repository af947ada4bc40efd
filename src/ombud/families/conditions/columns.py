"""The tables of tickets as conditions ask for them, for statements that select from `tickets`.

What is asked for may drive the statement, so it is a list of ids; what must not be there is looked
up ticket by ticket.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Table,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    select,
    true,
)

from ombud.rules.columns import ColumnTest, Owner
from ombud.rules.facts import Hours
from ombud.tables import (
    organization_field_values,
    ticket_field_values,
    ticket_metrics,
    ticket_tags,
    tickets,
    user_field_values,
    users,
)

__all__ = ["TicketColumns"]

# Where the values of custom fields are, whose they are, and how a ticket names that record.
VALUES: dict[Owner, tuple[Table, Column[Any], Column[Any]]] = {
    "ticket": (ticket_field_values, ticket_field_values.c.ticket_id, tickets.c.id),
    "requester": (user_field_values, user_field_values.c.user_id, tickets.c.requester_id),
    "organization": (
        organization_field_values,
        organization_field_values.c.organization_id,
        tickets.c.organization_id,
    ),
}


@dataclass(frozen=True, slots=True)
class TicketColumns:
    """`rules.columns.Columns` on the real tables; the defaults are those of the desk."""

    now: int
    today: str
    current_user_id: int | None = None
    current_group_ids: Collection[int] = ()
    schedules: Sequence[tuple[ColumnElement[bool], Hours]] = ()
    default_locale_id: int | None = None
    default_time_zone: str | None = None
    # Whether the statement joins the metrics of each ticket, which pays when it asks much of them.
    joins_metrics: bool = False

    def ticket(self, name: str) -> ColumnElement[Any]:
        """A column of the ticket; null for what the desk does not keep."""
        found: ColumnElement[Any] | None = tickets.c.get(name)
        return cast(null(), BigInteger) if found is None else found

    def tags(self, test: ColumnTest, *, wanted: bool) -> ColumnElement[bool]:
        """Whether a tag is as the test says."""
        matches = test(ticket_tags.c.tag)
        return _among(ticket_tags.c.ticket_id, tickets.c.id, [matches], wanted=wanted)

    def metric(self, name: str, test: ColumnTest | None, *, wanted: bool) -> ColumnElement[bool]:
        """Whether a metric is as the test says; an imported ticket has none."""
        column = ticket_metrics.c[name]
        matches = column.is_not(None) if test is None else test(column)
        if self.joins_metrics:
            there = and_(column.is_not(None), matches)
            return there if wanted else not_(there)
        found = exists().where(ticket_metrics.c.ticket_id == tickets.c.id, matches)
        return found if wanted else ~found

    def requester(self, name: str, test: ColumnTest | None, *, wanted: bool) -> ColumnElement[bool]:
        """Whether a column of the requester is as the test says."""
        column = self._of_requester(name)
        matches = column.is_not(None) if test is None else test(column)
        found = exists().where(users.c.id == tickets.c.requester_id, matches)
        return found if wanted else ~found

    def custom(
        self, owner: Owner, field_id: int, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        """Whether a value of a custom field is as the test says."""
        table, whose, named = VALUES[owner]
        matches = true() if test is None else test(table.c.value)
        return _among(whose, named, [table.c.field_id == field_id, matches], wanted=wanted)

    def linked(
        self,
        link_id: int,
        owner: Literal["requester", "organization"],
        field_id: int,
        test: ColumnTest | None,
        *,
        wanted: bool,
    ) -> ColumnElement[bool]:
        """Whether a value of the record that a lookup field names is as the test says."""
        table, whose, _ = VALUES[owner]
        link = ticket_field_values
        # Lookups keep ids as text, which may be no number.
        names = and_(link.c.field_id == link_id, link.c.value == cast(whose, Text))
        matches = true() if test is None else test(table.c.value)
        conditions = [names, table.c.field_id == field_id, matches]
        return _among(link.c.ticket_id, tickets.c.id, conditions, wanted=wanted)

    def _of_requester(self, name: str) -> ColumnElement[Any]:
        default = {
            "locale_id": self.default_locale_id,
            "time_zone": self.default_time_zone,
        }.get(name)
        column: ColumnElement[Any] = users.c[name]
        return column if default is None else func.coalesce(column, literal(default))


def _among(
    whose: Column[Any],
    named: Column[Any],
    conditions: Sequence[ColumnElement[bool]],
    *,
    wanted: bool,
) -> ColumnElement[bool]:
    """Whether the record that a ticket names has, or has not, such a row."""
    if wanted:
        return named.in_(select(whose).where(*conditions))
    return ~exists().where(whose == named, *conditions)
