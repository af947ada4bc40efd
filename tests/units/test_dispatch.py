"""The dispatcher: one transaction a request, undone by every refusal; gates in their order."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import update

from ombud.config import Config
from ombud.db import Duplicate, TryAgainLater
from ombud.tables import groups
from ombud.wire.answers import Count, Nothing, Raw
from ombud.wire.context import ANONYMOUS, Actor, Context, Request
from ombud.wire.dispatch import Dispatcher, PendingOperation, Routes
from ombud.wire.envelope import Answer
from ombud.wire.errors import Conflict, Unauthenticated
from ombud.wire.operation import Operation, get, operations_of, post
from tests.desk import Clock, Desk

FAILURES: Mapping[str, BaseException] = {
    "conflict": Conflict("too late"),
    "busy": TryAgainLater(),
    "duplicate": Duplicate("uq_lamps"),
    "fault": RuntimeError("a fault"),
    "overflow": OverflowError("Python int too large"),
}


@post("/lamps/{kind}", name="BreakLamp", role="agents")
def break_lamp(ctx: Context, kind: str) -> Nothing:
    ctx.db.run(update(groups).values(name="Broken"))
    ctx.db.configuration_changed()
    if kind in FAILURES:
        raise FAILURES[kind]
    if kind == "reference":
        ctx.db.insert(groups, id=1, name="x", created_at=1, updated_at=1, default=False)
        ctx.db.run(update(groups).values(id=2))
    if kind == "number":
        ctx.db.run(update(groups).values(created_at=2**70))
    if kind == "answer":
        return object()  # type: ignore[return-value]  # what a family might do wrong
    return Nothing()


@get("/lamps/count", name="CountLamps", role="anyone")
def count_lamps(ctx: Context) -> Count:
    return Count(7 if ctx.now else 0)


@get("/lamps/mine", name="MyLamps", role="end_users")
def my_lamps(ctx: Context) -> Raw:
    return Raw({"id": ctx.actor.id})


@get(
    "/lamps/settings",
    name="LampSettings",
    role="admins",
    permission="manage_groups",
    limit="search-index",
)
def settings_of_lamps(ctx: Context) -> Raw:
    return Raw({"now": ctx.now})


PEOPLE = {
    "user": Actor(1, "end-user"),
    "agent": Actor(2, "agent"),
    "trusted": Actor(3, "agent", permissions=frozenset({"manage_groups"})),
    "admin": Actor(4, "admin"),
    "reader": Actor(5, "admin", scopes=("read",)),
    "tester": Actor(5, "admin", scopes=("testdispatch:write",)),
}


def authenticate(_db: object, request: Request, _config: Config, _now: int) -> Actor:
    name = request.headers.get("authorization")
    if name is None:
        return ANONYMOUS
    if name not in PEOPLE:
        raise Unauthenticated
    return PEOPLE[name]


ROWS: list[Operation] = operations_of(
    type(
        "api",
        (),
        {row.__name__: row for row in (break_lamp, count_lamps, my_lamps, settings_of_lamps)},
    )
)


def dispatcher(config: Config) -> Dispatcher:
    pending = [PendingOperation("GET", "/api/v2/lamps/soon", "SoonLamps", "rules")]
    return Dispatcher(Routes(ROWS, pending), authenticate, config, Clock())


def ask(desk: Desk, method: str, path: str, who: str | None, plan: str = "unlimited") -> Answer:
    headers = {} if who is None else {"authorization": who}
    config = Config(data=desk.app.config.data, plan=plan)  # type: ignore[arg-type]  # a plan's name
    request = Request(method, f"/api/v2{path}", [], headers, request_id="r1")
    return dispatcher(config).answer(desk.account, request)


class TestTransactions:
    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            ("conflict", 409),
            ("busy", 503),
            ("duplicate", 422),
            ("number", 422),
            ("overflow", 422),
            ("reference", 422),
            ("fault", 500),
            ("answer", 500),
        ],
    )
    def test_a_refusal_undoes_everything(self, any_desk: Desk, kind: str, status: int) -> None:
        before = any_desk.snapshot()
        answer = ask(any_desk, "POST", f"/lamps/{kind}", "admin")
        assert answer.status == status, answer.body
        assert any_desk.snapshot() == before

    def test_success_stays(self, any_desk: Desk) -> None:
        assert ask(any_desk, "POST", "/lamps/none", "admin").status == 204
        assert {row[1] for row in any_desk.snapshot()["groups"]} == {"Broken"}

    def test_a_fault_tells_nothing_but_where_to_look(self, desk: Desk) -> None:
        answer = ask(desk, "POST", "/lamps/fault", "admin")
        assert b"r1" in answer.body
        assert b"a fault" not in answer.body

    def test_reading_takes_no_write_lock(self, desk: Desk) -> None:
        with desk.account.transaction(writes=True):
            assert ask(desk, "GET", "/lamps/count", None).status == 200


class TestGates:
    @pytest.mark.parametrize(
        ("path", "statuses"),
        [
            ("/lamps/count", {None: 200, "user": 200, "stranger": 401}),
            ("/lamps/mine", {None: 401, "user": 200, "agent": 200, "stranger": 401}),
            (
                "/lamps/settings",
                {None: 401, "user": 403, "agent": 403, "trusted": 200, "admin": 200},
            ),
            ("/lamps/soon", {None: 401, "user": 501, "admin": 501, "stranger": 401}),
            ("/lamps/never", {None: 404, "admin": 404, "stranger": 404}),
        ],
    )
    def test_roles(self, desk: Desk, path: str, statuses: dict[str | None, int]) -> None:
        assert {who: ask(desk, "GET", path, who).status for who in statuses} == statuses

    def test_scopes(self, desk: Desk) -> None:
        assert ask(desk, "GET", "/lamps/mine", "reader").status == 200
        refused = ask(desk, "POST", "/lamps/none", "reader")
        assert refused.status == 403
        assert b"missing the following required scopes: write" in refused.body
        assert ask(desk, "POST", "/lamps/none", "tester").status == 204

    def test_head_is_asked_as_get_and_other_methods_are_nowhere(self, desk: Desk) -> None:
        assert ask(desk, "HEAD", "/lamps/count", None).status == 200
        assert ask(desk, "DELETE", "/lamps/count", "admin").status == 404
        assert ask(desk, "TRACE", "/lamps/count", "admin").status == 404


class TestRateLimits:
    @pytest.mark.parametrize(
        ("path", "who", "status"),
        [
            ("/lamps/mine", "user", 200),
            ("/lamps/settings", "user", 403),
            ("/lamps/soon", "user", 501),
        ],
    )
    def test_every_authenticated_answer_tells_what_is_left(
        self, desk: Desk, path: str, who: str, status: int
    ) -> None:
        answer = ask(desk, "GET", path, who)
        assert answer.status == status
        assert answer.headers["X-Rate-Limit-Remaining"] == "999999"

    def test_faults_too(self, desk: Desk) -> None:
        assert "X-Rate-Limit" in ask(desk, "POST", "/lamps/fault", "admin").headers

    def test_a_plan_with_limits_refuses(self, desk: Desk) -> None:
        limited = dispatcher(Config(data=desk.app.config.data, plan="team"))

        def status() -> tuple[int, Any]:
            request = Request("GET", "/api/v2/lamps/settings", [], {"authorization": "admin"})
            answer = limited.answer(desk.account, request)
            return answer.status, answer.headers

        first = status()
        assert first[0] == 200
        assert first[1]["zendesk-ratelimit-search-index"].startswith("total=100; remaining=99;")
        for _ in range(99):
            assert status()[0] == 200
        refused, headers = status()
        assert (refused, headers["X-Rate-Limit-Remaining"]) == (429, "99")
        assert 1 <= int(headers["Retry-After"]) <= 60
        assert headers["zendesk-ratelimit-search-index"].startswith("total=100; remaining=0;")
