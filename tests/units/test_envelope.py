"""Each return type is one envelope, with its status, headers and keys."""

import json
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ombud.wire.answers import (
    Count,
    Created,
    File,
    JobStarted,
    Many,
    Nothing,
    One,
    Raw,
    Shape,
    Sideload,
)
from ombud.wire.changes import UNSET
from ombud.wire.context import SYSTEM, Context, Links, Request
from ombud.wire.envelope import write
from ombud.wire.errors import NotFound
from ombud.wire.operation import Operation, get, operations_of
from tests.desk import Desk


class Lamp(Shape, kw_only=True):
    root: ClassVar[str] = "lamp"
    roots: ClassVar[str] = "lamps"

    id: int
    colour: Any = UNSET


def rooms(_ctx: Context, lamps: Any) -> list[dict[str, int]]:
    return [{"id": lamp.id * 10} for lamp in lamps]


def colours(_ctx: Context, lamps: Any) -> None:
    for lamp in lamps:
        lamp.colour = "red"


SIDELOADS = (Sideload("rooms", "rooms", rooms), Sideload("colours", "", colours))


@get("/lamps", name="ListLamps", role="anyone", include=SIDELOADS)
def list_lamps(ctx: Context) -> One[Lamp]:
    raise NotImplementedError


OPERATION: Operation = operations_of(type("api", (), {"list_lamps": list_lamps}))[0]


@pytest.fixture
def ctx(desk: Desk) -> Any:
    with desk.account.transaction(writes=False) as db:
        request = Request("GET", "/api/v2/lamps", [], {})
        links = Links("http://x")
        yield Context(SYSTEM, db, 1_772_355_600, links, desk.account, desk.app.config, request)


def body(ctx: Context, result: object) -> Any:
    return json.loads(write(ctx, OPERATION, result).body)


def test_one(ctx: Context) -> None:
    answer = write(ctx, OPERATION, One(Lamp(id=1), beside={"audit": {}}, status=202))
    assert (answer.status, json.loads(answer.body)) == (202, {"lamp": {"id": 1}, "audit": {}})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_created(ctx: Context) -> None:
    answer = write(ctx, OPERATION, Created(Lamp(id=1), "http://x/api/v2/lamps/1.json"))
    assert (answer.status, answer.headers["Location"]) == (201, "http://x/api/v2/lamps/1.json")
    assert write(ctx, OPERATION, Created(Lamp(id=1), "", created=False)).status == 200


def test_many(ctx: Context) -> None:
    assert body(ctx, Many(Lamp, [Lamp(id=1)])) == {"lamps": [{"id": 1}]}
    paged = body(ctx, Many(Lamp, [], paged=True))
    assert paged == {"lamps": [], "count": 0, "next_page": None, "previous_page": None}


def test_side_loads_that_were_asked_for(ctx: Context) -> None:
    ctx.included = frozenset({"rooms"})
    lamps = {"lamps": [{"id": 1}], "rooms": [{"id": 10}]}
    assert body(ctx, Many(Lamp, [Lamp(id=1)])) == lamps
    ctx.included = frozenset({"colours", "unknown"})
    assert body(ctx, One(Lamp(id=1))) == {"lamp": {"id": 1, "colour": "red"}}


def test_count(ctx: Context) -> None:
    count = {"value": 7, "refreshed_at": "2026-03-01T09:00:00+00:00"}
    assert body(ctx, Count(7)) == {"count": count}


def test_job_started(ctx: Context) -> None:
    assert body(ctx, JobStarted({"id": "V3-1"})) == {"job_status": {"id": "V3-1"}}


def test_nothing(ctx: Context) -> None:
    answer = write(ctx, OPERATION, Nothing())
    assert (answer.status, answer.body, answer.headers) == (204, b"", {})


def test_raw_and_the_headers_of_the_operation(ctx: Context) -> None:
    ctx.headers["X-Idempotency-Lookup"] = "miss"
    answer = write(ctx, OPERATION, Raw({"a": 1}, status=202))
    assert (answer.status, answer.body) == (202, b'{"a":1}')
    assert answer.headers["X-Idempotency-Lookup"] == "miss"


def test_files(ctx: Context, tmp_path: Path) -> None:
    answer = write(ctx, OPERATION, File(b"x", "image/png", {"X-A": "b"}))
    assert (answer.body, answer.headers) == (b"x", {"Content-Type": "image/png", "X-A": "b"})
    stored = tmp_path / "lamp.png"
    with pytest.raises(NotFound):
        write(ctx, OPERATION, File(b"", "image/png", path=str(stored)))
    stored.write_bytes(b"xy")
    assert write(ctx, OPERATION, File(b"", "image/png", path=str(stored))).file == str(stored)


def test_what_is_no_envelope(ctx: Context) -> None:
    with pytest.raises(TypeError, match="ListLamps returned dict"):
        write(ctx, OPERATION, {})
