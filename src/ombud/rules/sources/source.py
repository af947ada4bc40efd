"""What every source can do."""

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import ColumnElement, not_, or_

from ombud.rules.columns import Columns, ColumnTest
from ombud.rules.facts import Facts

__all__ = ["NotStored", "Reader", "Source", "asked_of"]

Reader = Callable[[Facts], Any]


class NotStored(Exception):
    """The value belongs to an update, so stored tickets cannot be asked for it."""


class Source(Protocol):
    """One value of a ticket or of what surrounds it; null is None."""

    @property
    def slot(self) -> str | None:
        """A name under which rules that look at this value are gathered; None if reading costs."""
        ...

    @property
    def share(self) -> float:
        """About which part of all updates has one certain value here."""
        ...

    def after(self) -> Reader:
        """Reads the present value."""
        ...

    def before(self) -> Reader:
        """Reads the value before the update."""
        ...

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        """The test as SQL, see `Columns`. Raises NotStored."""
        ...


def asked_of(
    column: ColumnElement[Any], test: ColumnTest | None, *, wanted: bool
) -> ColumnElement[bool]:
    """A question to a column of the statement's own rows."""
    if test is None:
        return column.is_not(None) if wanted else column.is_(None)
    return test(column) if wanted else or_(column.is_(None), not_(test(column)))
