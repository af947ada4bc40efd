"""Values on the ticket's own row."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal

from ombud.rules import vias
from ombud.rules.columns import Columns, ColumnTest
from ombud.rules.sources.source import Reader, asked_of

__all__ = ["Agreements", "Column", "Tags", "Via"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the ticket; an optional one is null where the desk does not keep it."""

    name: str
    share: float = 0.1
    optional: bool = False

    @property
    def slot(self) -> str:
        return self.name

    def after(self) -> Reader:
        name = self.name
        if self.optional:
            return lambda facts: facts.after.get(name)
        return lambda facts: facts.after[name]

    def before(self) -> Reader:
        name = self.name
        return lambda facts: facts.before.get(name)

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        return asked_of(columns.ticket(self.name), test, wanted=wanted)


@dataclass(frozen=True, slots=True)
class Tags:
    """The ticket's tags: a list, or null without any."""

    slot: str = "tags"
    share: float = 0.02

    def after(self) -> Reader:
        return lambda facts: facts.after["tags"] or None

    def before(self) -> Reader:
        return lambda facts: facts.before.get("tags") or None

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        return columns.tags(test or (lambda tag: tag.is_not(None)), wanted=wanted)


@dataclass(frozen=True, slots=True)
class Agreements:
    """The ids of the sharing agreements: a list, kept as JSON; its parts are texts of digits."""

    slot: None = None
    share: float = 0.02

    def after(self) -> Reader:
        return lambda facts: tuple(facts.after["sharing_agreement_ids"]) or None

    def before(self) -> Reader:
        return lambda facts: tuple(facts.before.get("sharing_agreement_ids") or ()) or None

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        # "[1,2]" becomes ",1,2," and "[]" null, which the tests look into.
        column = columns.ticket("sharing_agreement_ids")
        inner = func.replace(func.replace(column, "[", ","), "]", ",")
        return asked_of(func.nullif(inner, literal(",,")), test, wanted=wanted)


@dataclass(frozen=True, slots=True)
class Via:
    """The number of the channel by which the ticket came."""

    slot: str = "via_id"
    share: float = 0.2

    def after(self) -> Reader:
        return lambda facts: vias.number_of(facts.after["via_channel"], facts.after["via_source"])

    def before(self) -> Reader:
        # A ticket keeps the channel by which it came.
        return lambda facts: self.after()(facts) if facts.before else None

    def clause(
        self, columns: Columns, test: ColumnTest | None, *, wanted: bool
    ) -> ColumnElement[bool]:
        number = vias.number_in(columns.ticket("via_channel"), columns.ticket("via_source"))
        return asked_of(number, test, wanted=wanted)
