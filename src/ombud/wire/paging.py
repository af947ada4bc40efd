"""Offset and cursor pagination over any statement, chosen by the caller's parameters."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_

from ombud.wire.answers import Columns, Orders, Page
from ombud.wire.context import Context, Request
from ombud.wire.errors import BadRequest
from ombud.wire.operation import Operation

__all__ = ["read_page", "total_of", "whole_number"]

LARGEST_PAGE = 100
DEEPEST = 10_000
TOO_DEEP = (
    "Pagination requests using Offset Pagination are limited to page 100 or up to 10000 records "
    "(page * per_page)"
)


@dataclass(slots=True)
class Found:
    """The rows of one page and the paging keys of its envelope."""

    rows: Sequence[Row[Any]]
    keys: dict[str, Any]


def read_page(ctx: Context, operation: Operation, page: Page[Any]) -> Found:
    """The page that the request asks for, by cursor where it says so, by offset otherwise."""
    names = {name for name, _ in ctx.request.query}
    asks_for_cursor = any(name.startswith("page[") for name in names)
    if page.by_cursor and names.isdisjoint({"page", "per_page"}):
        asks_for_cursor = True
    if operation.page == "cursor" or (asks_for_cursor and operation.page == "both"):
        return _by_cursor(ctx, page)
    return _by_offset(ctx, operation, page)


def total_of(ctx: Context, statement: Select[Any]) -> int:
    """How many rows the statement has, without reading them."""
    counting = statement.order_by(None)
    if statement._distinct or statement._group_by_clauses:  # noqa: SLF001 (no public way to ask)
        return int(ctx.db.value(select(func.count()).select_from(counting.subquery())))
    return int(ctx.db.value(counting.with_only_columns(func.count(), maintain_column_froms=True)))


def _by_offset(ctx: Context, operation: Operation, page: Page[Any]) -> Found:
    request = ctx.request
    number = whole_number(request, "page", 1, operation.place)
    size = min(whole_number(request, "per_page", LARGEST_PAGE, operation.place), LARGEST_PAGE)
    if number * size > DEEPEST and number > 1:
        detail = "There are limits to the page depth in Offset Pagination. Use cursor pagination."
        raise BadRequest.pagination("InvalidPaginationDepth", TOO_DEEP, detail)
    statement = page.statement.order_by(*_sorted(_offset_order(request, page.orders)))
    rows = ctx.db.rows(statement.limit(size).offset((number - 1) * size))
    total = _total(ctx, page, number, size, len(rows))
    more = number * size < total and (number + 1) * size <= DEEPEST
    return Found(
        rows,
        {
            "next_page": ctx.links.page(request, {"page": number + 1}) if more else None,
            "previous_page": ctx.links.page(request, {"page": number - 1}) if number > 1 else None,
            "count": total,
        },
    )


def _total(ctx: Context, page: Page[Any], number: int, size: int, read: int) -> int:
    if page.count is not None:
        return page.count()
    # A first page that is not full is the whole list: nothing more to count.
    return read if number == 1 and read < size else total_of(ctx, page.statement)


class Order(NamedTuple):
    """The columns that a list is sorted by, and which of them fall."""

    columns: Columns
    falling: tuple[bool, ...]

    def turned(self) -> "Order":
        """The same from the other end."""
        return Order(self.columns, tuple(not falls for falls in self.falling))


def _one_way(columns: Columns, *, descending: bool) -> Order:
    return Order(columns, (descending,) * len(columns))


def _offset_order(request: Request, orders: Orders) -> Order:
    if orders.falling:
        return Order(orders.default, orders.falling)
    wish = request.parameter("sort_by") or ""
    direction = (request.parameter("sort_order") or "").lower()
    if wish in orders.offset:
        descending = direction != "asc" if wish not in orders.rising else direction == "desc"
        return _one_way(orders.offset[wish], descending=descending)
    if direction in {"asc", "desc"}:
        return _one_way(orders.default, descending=direction == "desc")
    return _one_way(orders.default, descending=orders.descending)


def _by_cursor(ctx: Context, page: Page[Any]) -> Found:
    request = ctx.request
    size = min(_page_size(request), LARGEST_PAGE)
    after, before = request.parameter("page[after]"), request.parameter("page[before]")
    if after and before:
        raise _invalid_paging("page[after] and page[before]", "cannot be used together")
    name, order = _cursor_order(request, page.orders)
    walked = order.turned() if before else order
    statement = page.statement.order_by(*_sorted(walked))
    if after or before:
        values = _read_cursor(after or before or "", name, order.columns)
        statement = statement.where(_beyond(walked, values))
    rows = list(ctx.db.rows(statement.limit(size + 1)))
    more, rows = len(rows) > size, rows[:size]
    if before:
        rows.reverse()
    keys = _cursor_keys(ctx, rows, order.columns, name, size, more=more)
    if page.begins and not after and not (before and more):
        keys["meta"]["before_cursor"] = keys["links"]["prev"] = None
    return Found(rows, keys)


def _cursor_keys(
    ctx: Context,
    rows: Sequence[Row[Any]],
    columns: Columns,
    name: str,
    size: int,
    *,
    more: bool,
) -> dict[str, Any]:
    if not rows:
        meta = {"has_more": False, "after_cursor": None, "before_cursor": None}
        return {"meta": meta, "links": {"prev": None, "next": None}}
    first, last = _write_cursor(rows[0], columns, name), _write_cursor(rows[-1], columns, name)

    def link(which: str, cursor: str) -> str:
        changes = {"page[after]": None, "page[before]": None, "page[size]": size, which: cursor}
        return ctx.links.page(ctx.request, changes)

    return {
        "meta": {"has_more": more, "after_cursor": last, "before_cursor": first},
        "links": {"prev": link("page[before]", first), "next": link("page[after]", last)},
    }


def _page_size(request: Request) -> int:
    text = request.parameter("page[size]")
    if text is None:
        return LARGEST_PAGE
    if not (text.isascii() and text.isdigit()) or not int(text[:9]) > 0:
        raise _invalid_paging("page[size]", "must be a whole number above 0")
    return int(text[:9])


def _cursor_order(request: Request, orders: Orders) -> tuple[str, Order]:
    sort = request.parameter("sort")
    if not sort and orders.falling:
        return "", Order(orders.default, orders.falling)
    if not sort:
        return "", _one_way(orders.default, descending=orders.descending)
    name = sort.removeprefix("-")
    if name not in orders.cursor:
        raise _invalid_paging("sort", "is not valid")
    return sort, _one_way(orders.cursor[name], descending=sort.startswith("-"))


def _sorted(order: Order) -> list[ColumnElement[Any]]:
    return [
        column.desc() if falls else column.asc()
        for column, falls in zip(order.columns, order.falling, strict=True)
    ]


def _beyond(order: Order, values: list[Any]) -> ColumnElement[bool]:
    """What comes after the row that has these values."""
    if len(set(order.falling)) == 1:
        row, bound = tuple_(*order.columns), tuple_(*values)
        return row < bound if order.falling[0] else row > bound
    # Rows compare one way only: here what comes first decides, then the next where that is alike.
    ways: list[ColumnElement[bool]] = []
    alike: list[ColumnElement[bool]] = []
    for column, falls, value in zip(order.columns, order.falling, values, strict=True):
        ways.append(and_(*alike, column < value if falls else column > value))
        alike.append(column == value)
    return or_(*ways)


def _write_cursor(row: Row[Any], columns: Columns, name: str) -> str:
    values = [row._mapping[column] for column in columns]
    raw = msgspec.json.encode({"o": name, "v": values})
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _read_cursor(cursor: str, name: str, columns: Columns) -> list[Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found = msgspec.json.decode(raw)
        order, values = found["o"], found["v"]
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise _invalid_paging("cursor", "is not valid") from error
    if order != name or not isinstance(values, list) or len(values) != len(columns):
        raise _invalid_paging("cursor", "is not valid")
    for column, value in zip(columns, values, strict=True):
        kind = column.type.python_type
        is_wrong = type(value) is not kind or (kind is int and abs(value) >= 2**63)
        if is_wrong or (kind is str and "\0" in value):
            raise _invalid_paging("cursor", "is not valid")
    return values


def whole_number(request: Request, name: str, default: int, place: str) -> int:
    """A query parameter that is a number from 1 up; raises BadRequest for anything else."""
    text = request.parameter(name)
    if text is None or text == "":
        return default
    if not (text.isascii() and text.isdigit()):
        raise BadRequest(name, "must be an integer", place)
    # Numbers that no list reaches are all the same: the page depth refuses them.
    return max(1, int(text[:9]))


def _invalid_paging(parameter: str, rule: str) -> BadRequest:
    title = f"{parameter} {rule}"
    return BadRequest.pagination("InvalidPaginationParameter", title, f"The parameter {title}.")
