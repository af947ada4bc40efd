"""What a view shows of its tickets and in which order: read, kept and shown."""

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

import msgspec

from ombud.families.dynamic_content_items.titles import Titles
from ombud.families.ticket_fields.definitions import Definitions
from ombud.families.views.columns import ViewColumn, column_of
from ombud.wire.changes import UNSET, Change, Maybe
from ombud.wire.context import Links
from ombud.wire.errors import Invalid

__all__ = ["DEFAULT", "Direction", "Output", "OutputChange", "Understood", "changed"]

Direction = Literal["asc", "desc"]
Name: TypeAlias = str | int
MOST_COLUMNS = 10


class OutputChange(Change):
    """What a caller may write of an output; what is left out stays as it is."""

    columns: Maybe[list[Name]] = UNSET
    group_by: Maybe[Name] = UNSET
    group_order: Maybe[str] = UNSET
    sort_by: Maybe[Name] = UNSET
    sort_order: Maybe[str] = UNSET


class Output(msgspec.Struct, frozen=True):
    """An output as it is stored: the names of columns, and which way each order goes."""

    columns: tuple[str, ...]
    group_by: str | None = None
    group_order: Direction = "desc"
    sort_by: str | None = None
    sort_order: Direction = "desc"

    @classmethod
    def of_stored(cls, text: str) -> "Output":
        """The output of a column."""
        return msgspec.json.decode(text, type=cls)

    def stored(self) -> str:
        """The JSON to keep in a column."""
        return msgspec.json.encode(self).decode()

    def understood(self, fields: Definitions) -> "Understood":
        """The columns it names that are still there."""
        columns = (column_of(fields, name) for name in self.columns)
        return Understood(
            tuple(column for column in columns if column is not None),
            _sortable(fields, self.group_by),
            self.group_order,
            _sortable(fields, self.sort_by),
            self.sort_order,
        )


DEFAULT = Output(("description", "requester", "created", "updated", "group", "assignee"))


@dataclass(frozen=True, slots=True)
class Understood:
    """An output with its columns; tickets without any order are shown the newest first."""

    columns: tuple[ViewColumn, ...]
    group: ViewColumn | None
    group_order: Direction
    sort: ViewColumn | None
    sort_order: Direction

    def sorted_by(self, fields: Definitions, by: str | None, order: str | None) -> "Understood":
        """The same in the order that a request asks for, where it asks for one that there is."""
        found = self
        column = None if by is None else _sortable(fields, by)
        if column is not None:
            found = replace(found, sort=column)
        if order in {"asc", "desc"}:
            found = replace(found, sort_order="asc" if order == "asc" else "desc")
        return found

    def shown_columns(self, links: Links, titles: Titles) -> list[dict[str, Any]]:
        """The `columns` of an answer."""
        return [column.shown(links, titles.shown(column.title)) for column in self.columns]

    def shown(self, links: Links, titles: Titles) -> dict[str, Any]:
        """The `execution` object of a view."""
        columns = self.shown_columns(links, titles)
        return {
            "group_by": None if self.group is None else self.group.name,
            "group_order": self.group_order,
            "sort_by": None if self.sort is None else self.sort.name,
            "sort_order": self.sort_order,
            "group": _ordered(links, titles, self.group, self.group_order),
            "sort": _ordered(links, titles, self.sort, self.sort_order),
            "columns": columns,
            "fields": columns,
            "custom_fields": [each for each in columns if "url" in each],
        }


def changed(
    output: Output, change: OutputChange | msgspec.UnsetType | None, fields: Definitions
) -> Output:
    """The output with what was given; null is the default. Raises Invalid."""
    if change is UNSET:
        return output
    if change is None:
        return DEFAULT
    given = change.given()
    values: dict[str, Any] = {}
    if "columns" in given:
        values["columns"] = _columns(fields, given["columns"])
    for name in ("group_by", "sort_by"):
        if name in given:
            values[name] = _wish(fields, name, given[name])
    for name in ("group_order", "sort_order"):
        if name in given:
            values[name] = _direction(name, given[name])
    return msgspec.structs.replace(output, **values)


def _columns(fields: Definitions, given: list[Name] | None) -> tuple[str, ...]:
    if not given:
        return DEFAULT.columns
    if len(given) > MOST_COLUMNS:
        raise _refused(f"columns: at most {MOST_COLUMNS} columns can be shown")
    names = []
    for name in given:
        column = column_of(fields, name)
        if column is None:
            raise _refused(f"columns: {str(name)[:100]} is not a column")
        names.append(column.name)
    return tuple(dict.fromkeys(names))


def _wish(fields: Definitions, attribute: str, given: Name | None) -> str | None:
    if given is None or given == "":
        return None
    column = column_of(fields, given)
    if column is None or column.key is None:
        raise _refused(f"{attribute}: {str(given)[:100]} is not a column that can be sorted by")
    return column.name


def _direction(attribute: str, given: str | None) -> Direction:
    match (given or "desc").lower():
        case "asc":
            return "asc"
        case "desc":
            return "desc"
    raise _refused(f"{attribute}: must be asc or desc")


def _sortable(fields: Definitions, name: Name | None) -> ViewColumn | None:
    column = None if name is None else column_of(fields, name)
    return column if column is not None and column.key is not None else None


def _ordered(
    links: Links, titles: Titles, column: ViewColumn | None, order: Direction
) -> dict[str, Any] | None:
    if column is None:
        return None
    return {**column.shown(links, titles.shown(column.title)), "order": order}


def _refused(description: str) -> Invalid:
    return Invalid.one("output", f"Output: {description}")
