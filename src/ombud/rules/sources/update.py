"""Values of the update itself, of its requester, and of what this desk does not have."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, false, true

from ombud.rules.columns import Columns, ColumnTest
from ombud.rules.facts import Facts
from ombud.rules.sources.source import NotStored, Reader

__all__ = ["Absent", "OfUpdate", "Requester"]


@dataclass(frozen=True, slots=True)
class OfUpdate:
    """What `read` finds; it is gone when the update is over."""

    name: str
    read: Reader = field(repr=False)
    share: float = 0.5
    # Whether reading costs nothing to speak of.
    cheap: bool = True

    @property
    def slot(self) -> str | None:
        return self.name if self.cheap else None

    def after(self) -> Reader:
        return self.read

    def before(self) -> Reader:
        return self.read

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        del columns, test, wanted
        raise NotStored(self.name)


@dataclass(frozen=True, slots=True)
class Requester:
    """A column of the requester, named alike in `Person`."""

    name: str
    slot: None = None
    share: float = 0.3

    def after(self) -> Reader:
        name = self.name

        def read(facts: Facts) -> object:
            person = facts.requester()
            return None if person is None else getattr(person, name)

        return read

    def before(self) -> Reader:
        return self.after()

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        return columns.requester(self.name, test, wanted=wanted)


@dataclass(frozen=True, slots=True)
class Absent:
    """What no ticket of this desk has, such as a channel's integration account."""

    slot: None = None
    share: float = 1.0

    def after(self) -> Reader:
        return lambda _facts: None

    def before(self) -> Reader:
        return lambda _facts: None

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        del columns, test
        return false() if wanted else true()
