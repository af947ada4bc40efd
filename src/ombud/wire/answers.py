"""What an operation may return: each type is an envelope that wire/envelope.py writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Row, Select

from ombud.wire.context import Context

__all__ = [
    "Count",
    "Created",
    "File",
    "JobStarted",
    "Many",
    "Nothing",
    "One",
    "Orders",
    "Page",
    "Raw",
    "Shape",
    "Sideload",
]


class Shape(msgspec.Struct, kw_only=True):
    """The JSON object of a resource. UNSET fields are left out of the answer."""

    root: ClassVar[str] = ""
    roots: ClassVar[str] = ""


S = TypeVar("S", bound=Shape)


@dataclass(slots=True)
class One(Generic[S]):
    """200 `{"user": {...}}`; `beside` adds top-level keys."""

    shape: S
    beside: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(slots=True)
class Created(Generic[S]):
    """201 `{"user": {...}}` with a Location; 200 when `created` is false (create_or_update)."""

    shape: S
    location: str
    beside: Mapping[str, Any] = field(default_factory=dict)
    created: bool = True


@dataclass(slots=True)
class Many(Generic[S]):
    """200 `{"users": [...]}`, all at once; `paged` adds count, next_page and previous_page."""

    shape: type[S]
    shapes: Sequence[S]
    paged: bool = False
    beside: Mapping[str, Any] = field(default_factory=dict)


Columns = tuple[ColumnElement[Any], ...]


@dataclass(frozen=True, slots=True)
class Orders:
    """How a list may be sorted. Every tuple ends in a unique column and holds no nulls.

    `default` is the order without a wish; `cursor` are the values of `sort` (each also with a
    leading `-`), `offset` those of `sort_by`; `descending` is the direction of the default.
    `rising` names the values of `sort_by` that go up when no `sort_order` is given. `falling` is
    for a default whose columns do not all go one way: whether each of them falls; such an order
    was made of the caller's wishes already, so `sort_by` and `sort_order` are not heard again.
    """

    default: Columns
    cursor: Mapping[str, Columns] = field(default_factory=dict)
    offset: Mapping[str, Columns] = field(default_factory=dict)
    descending: bool = False
    rising: frozenset[str] = frozenset({"alphabetical", "position", "name", "id"})
    falling: tuple[bool, ...] = ()


@dataclass(slots=True)
class Page(Generic[S]):
    """A list read page by page; the caller chooses offset or cursor paging.

    `statement` selects the rows that the actor may see, without order or limit, and with the
    columns of every order among its columns. `show` turns the rows of one page into shapes in
    one go. `count` replaces the counting statement where that can be cheaper. `key` replaces the
    shape's plural where an operation wants another one. With `by_cursor` only `page` and
    `per_page` ask for offsets. With `begins` the first page by cursor has none before it.
    """

    shape: type[S]
    statement: Select[Any]
    orders: Orders
    show: Callable[[Context, Sequence[Row[Any]]], Sequence[S]]
    count: Callable[[], int] | None = None
    beside: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    by_cursor: bool = False
    begins: bool = False


@dataclass(slots=True)
class Count:
    """200 `{"count": {"value": 7, "refreshed_at": "..."}}`."""

    value: int


@dataclass(slots=True)
class JobStarted:
    """200 `{"job_status": {...}}`: the work goes on in the background."""

    job_status: Mapping[str, Any]
    status: int = 200


@dataclass(slots=True)
class Nothing:
    """204 without a body, or another status without a body."""

    status: int = 204


@dataclass(slots=True)
class Raw:
    """Any other JSON body, for the answers that have a form of their own."""

    body: Mapping[str, Any]
    status: int = 200


@dataclass(slots=True)
class File:
    """Bytes that are not JSON: from a file of the store, or given here.

    `span` is the part of the file to send: its first byte and the one after its last.
    """

    content: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None
    status: int = 200
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Sideload:
    """One value of `include`.

    `load` is given the shapes of the answer and returns the records to put beside them under
    `key`, or None when it has set fields of the shapes themselves.
    """

    name: str
    key: str
    load: Callable[[Context, Sequence[Any]], Sequence[Any] | Mapping[str, Any] | None]
    description: str = ""
