"""Pages, by cursor and by offset, meet every row once in any order, size and direction."""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, Select, select

from ombud.db import Transaction
from ombud.tables import folded, groups
from ombud.wire.answers import Orders, Page, Shape
from ombud.wire.context import SYSTEM, Context, Links, Request
from ombud.wire.errors import BadRequest
from ombud.wire.operation import Operation, get, operations_of
from ombud.wire.paging import read_page, total_of
from tests.cast.company import OPENED
from tests.desk import Desk

NAME = folded(groups.c.name).label("name_key")
BY_ID, BY_NAME = (groups.c.id,), (NAME, groups.c.id)
ORDERS = Orders(
    default=BY_NAME,
    cursor={"id": BY_ID, "name": BY_NAME, "default": (groups.c.default, groups.c.id)},
    offset={"id": BY_ID, "created_at": (groups.c.created_at, groups.c.id)},
)
NAMES = st.lists(st.text("aAbB é%_'", min_size=1, max_size=3), max_size=9)
SORTS = st.sampled_from(["", "id", "-id", "name", "-name", "default", "-default"])


def cursor(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def show(_ctx: Context, rows: Sequence[Row[Any]]) -> list[Shape]:
    return [Shape() for _ in rows]


@get("/lamps", name="ListLamps", role="anyone", page="both")
def list_lamps(ctx: Context) -> Page[Shape]:
    raise NotImplementedError


OPERATION: Operation = operations_of(type("api", (), {"list_lamps": list_lamps}))[0]
PAGE: Page[Shape] = Page(Shape, select(groups, NAME), ORDERS, show)


class UndoneError(Exception):
    """Ends a block whose rows are not wanted any longer."""


@contextmanager
def rows_named(desk: Desk, names: Sequence[str]) -> Iterator[Transaction]:
    """A transaction in which there are groups of these names, and none afterwards."""
    times = {"created_at": OPENED, "updated_at": OPENED}
    try:
        with desk.account.transaction(writes=True) as db:
            for name in names:
                db.insert(groups, name=name, **times)
            yield db
            raise UndoneError
    except UndoneError:
        pass


def read(desk: Desk, db: Transaction, page: Page[Shape] = PAGE, /, **query: object) -> Any:
    pairs = [(name, str(value)) for name, value in query.items()]
    request = Request("GET", "/api/v2/lamps", pairs, {})
    ctx = Context(SYSTEM, db, 0, Links("http://x"), desk.account, desk.app.config, request)
    return read_page(ctx, OPERATION, page)


def follow(desk: Desk, db: Transaction, link: str) -> Any:
    return read(desk, db, **dict(parse_qsl(urlsplit(link).query)))


def ids(rows: Sequence[Row[Any]]) -> list[int]:
    return [row.id for row in rows]


def expected(db: Transaction, sort: str) -> list[int]:
    """Every id in the order wished for, read in one go."""
    columns = ORDERS.cursor[sort.removeprefix("-")] if sort else ORDERS.default
    order = [column.desc() if sort.startswith("-") else column.asc() for column in columns]
    return db.values(select(groups.c.id).order_by(*order))


def test_cursors_there_and_back(any_desk: Desk) -> None:
    @given(NAMES, SORTS, st.integers(1, 6))
    @settings(max_examples=40)
    def check(names: list[str], sort: str, size: int) -> None:
        with rows_named(any_desk, names) as db:
            wanted = expected(db, sort)
            wish = {"page[size]": size} | ({"sort": sort} if sort else {})
            found = read(any_desk, db, **wish)
            forth = [ids(found.rows)]
            while found.keys["meta"]["has_more"]:
                found = follow(any_desk, db, found.keys["links"]["next"])
                forth.append(ids(found.rows))
            assert list(chain(*forth)) == wanted
            assert all(len(page) == size for page in forth[:-1])
            back = []
            found = follow(any_desk, db, found.keys["links"]["prev"])
            while found.rows:
                back.append(ids(found.rows))
                found = follow(any_desk, db, found.keys["links"]["prev"])
            assert list(chain(*reversed(back))) == wanted[: len(wanted) - len(forth[-1])]

    check()


def test_offsets_meet_every_row_once(any_desk: Desk) -> None:
    @given(NAMES, st.integers(1, 6), st.sampled_from(["asc", "desc"]))
    @settings(max_examples=25)
    def check(names: list[str], size: int, direction: str) -> None:
        with rows_named(any_desk, names) as db:
            wanted = expected(db, "id" if direction == "asc" else "-id")
            found = read(any_desk, db, per_page=size, sort_by="id", sort_order=direction)
            seen = ids(found.rows)
            while found.keys["next_page"]:
                assert found.keys["count"] == len(wanted)
                found = follow(any_desk, db, found.keys["next_page"])
                seen += ids(found.rows)
            assert seen == wanted

    check()


def test_rows_that_come_and_go_do_not_move_a_cursor(any_desk: Desk) -> None:
    with rows_named(any_desk, ["m", "n", "o"]) as db:
        first = read(any_desk, db, **{"page[size]": 3, "sort": "name"})
        db.run(groups.delete().where(groups.c.id == first.rows[-1].id))
        db.insert(groups, name="a first", created_at=0, updated_at=0)
        after = follow(any_desk, db, first.keys["links"]["next"])
        assert [row.name for row in after.rows] == ["o", "Support"]


class TestOffsetParameters:
    @pytest.mark.parametrize(
        "query", [{"page": 0}, {"page": ""}, {"per_page": ""}, {"per_page": 1000}, {"page": 100}]
    )
    def test_lenient(self, desk: Desk, query: dict[str, object]) -> None:
        with rows_named(desk, []) as db:
            assert read(desk, db, **query).keys["count"] == 2

    @pytest.mark.parametrize("query", [{"page": "x"}, {"page": "-1"}, {"per_page": "1.5"}])
    def test_not_a_number(self, desk: Desk, query: dict[str, object]) -> None:
        with rows_named(desk, []) as db, pytest.raises(BadRequest):
            read(desk, db, **query)

    @pytest.mark.parametrize(
        "query", [{"page": 101}, {"page": 1001, "per_page": 10}, {"page": "9" * 40}]
    )
    def test_too_deep(self, desk: Desk, query: dict[str, object]) -> None:
        with rows_named(desk, []) as db, pytest.raises(BadRequest) as refused:
            read(desk, db, **query)
        assert refused.value.body["errors"][0]["code"] == "InvalidPaginationDepth"

    def test_past_the_end_is_an_empty_page(self, desk: Desk) -> None:
        with rows_named(desk, []) as db:
            found = read(desk, db, page=3, per_page=1)
        assert (found.rows, found.keys["next_page"], found.keys["count"]) == ([], None, 2)

    def test_links_keep_the_other_parameters(self, desk: Desk) -> None:
        with rows_named(desk, []) as db:
            found = read(desk, db, per_page=1, include="users,groups")
        assert found.keys["next_page"] == (
            "http://x/api/v2/lamps.json?per_page=1&include=users%2Cgroups&page=2"
        )

    def test_a_default_direction_for_each_order(self, desk: Desk) -> None:
        with rows_named(desk, ["m"]) as db:
            assert ids(read(desk, db, sort_by="id").rows) == expected(db, "id")
            assert ids(read(desk, db, sort_by="created_at").rows) == expected(db, "-id")
            assert ids(read(desk, db, sort_by="unknown").rows) == expected(db, "name")


class TestCursorParameters:
    @pytest.mark.parametrize(
        "query",
        [
            {"page[size]": "0"},
            {"page[size]": "x"},
            {"page[size]": "-1"},
            {"page[size]": ""},
            {"page[after]": "!!!"},
            {"page[after]": "bm8"},
            {"page[after]": "é"},
            {"page[before]": "W10"},
            {"page[after]": cursor(b'{"o":"","v":["a",{}]}')},
            {"page[after]": cursor(b'{"o":"","v":["a\\u0000",1]}')},
            {"page[after]": cursor(b'{"o":"","v":["a",9223372036854775808]}')},
            {"page[after]": cursor(b'{"o":"","v":["a"]}')},
            {"page[after]": cursor(b'{"o":[],"v":["a",1]}')},
            {"page[size]": 1, "sort": "colour"},
            {"page[after]": "x", "page[before]": "y"},
        ],
        ids=str,
    )
    def test_wrong(self, desk: Desk, query: dict[str, object]) -> None:
        with rows_named(desk, []) as db, pytest.raises(BadRequest) as refused:
            read(desk, db, **query)
        assert refused.value.body["errors"][0]["code"] == "InvalidPaginationParameter"

    def test_a_cursor_of_another_order(self, desk: Desk) -> None:
        with rows_named(desk, []) as db:
            cursor = read(desk, db, **{"page[size]": 1}).keys["meta"]["after_cursor"]
            with pytest.raises(BadRequest):
                read(desk, db, **{"page[after]": cursor, "sort": "id"})

    def test_sort_by_is_ignored(self, desk: Desk) -> None:
        with rows_named(desk, ["m"]) as db:
            found = read(desk, db, **{"page[size]": 9, "sort_by": "id", "sort_order": "desc"})
            assert ids(found.rows) == expected(db, "name")

    def test_an_empty_list_has_no_links(self, desk: Desk) -> None:
        nothing: Select[Any] = PAGE.statement.where(groups.c.id == 0)
        with rows_named(desk, []) as db:
            page: Page[Shape] = Page(Shape, nothing, ORDERS, show)
            found = read(desk, db, page, **{"page[size]": 1})
        assert found.keys == {
            "meta": {"has_more": False, "after_cursor": None, "before_cursor": None},
            "links": {"prev": None, "next": None},
        }


def test_counting_distinct_and_grouped_rows(any_desk: Desk) -> None:
    with rows_named(any_desk, ["x", "x", "y"]) as db:
        request = Request("GET", "/", [], {})
        ctx = Context(SYSTEM, db, 0, Links(""), any_desk.account, any_desk.app.config, request)
        assert total_of(ctx, select(groups).order_by(groups.c.name)) == 5
        assert total_of(ctx, select(groups.c.name).distinct()) == 4
        assert total_of(ctx, select(groups.c.name).group_by(groups.c.name)) == 4
