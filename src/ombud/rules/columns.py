"""What compiling needs of the tables: columns, and questions about the rows beside a ticket.

Families write the one adapter for the real tables; each question is answered so that it can be
negated safely: `wanted=False` is true where the value is missing.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement

from ombud.rules.facts import Hours

__all__ = ["ColumnTest", "Columns", "Owner"]

# A question about one value; None asks whether there is a value at all.
ColumnTest = Callable[[ColumnElement[Any]], ColumnElement[bool]]
Owner = Literal["ticket", "requester", "organization"]


class Columns(Protocol):
    """The columns of one statement about tickets, and whom it is for."""

    @property
    def now(self) -> int: ...

    @property
    def today(self) -> str:
        """The day in the desk's time zone, YYYY-MM-DD."""
        ...

    @property
    def current_user_id(self) -> int | None: ...

    @property
    def current_group_ids(self) -> Collection[int]: ...

    @property
    def schedules(self) -> Sequence[tuple[ColumnElement[bool], Hours]]:
        """Each schedule with the tickets that it counts for; empty where the desk has none."""
        ...

    def ticket(self, name: str) -> ColumnElement[Any]:
        """A column of the ticket, or NULL for one that the desk does not keep."""
        ...

    def tags(self, test: ColumnTest, *, wanted: bool) -> ColumnElement[bool]:
        """Whether a tag of the ticket is (or none is) as `test` says."""
        ...

    def metric(self, name: str, test: ColumnTest | None, *, wanted: bool) -> ColumnElement[bool]:
        """The same for a column of `ticket_metrics`."""
        ...

    def requester(self, name: str, test: ColumnTest | None, *, wanted: bool) -> ColumnElement[bool]:
        """The same for a column of the requester."""
        ...

    def custom(
        self, owner: Owner, field_id: int, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        """The same for the texts of a custom field's value; several for a multiselect."""
        ...

    def linked(
        self,
        link_id: int,
        owner: Literal["requester", "organization"],
        field_id: int,
        test: ColumnTest | None,
        *,
        wanted: bool,
    ) -> ColumnElement[bool]:
        """The same for a custom field of the user or organization that a lookup field names."""
        ...
