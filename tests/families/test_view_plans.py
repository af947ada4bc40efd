"""Which way SQLite finds the tickets of the standard views: by an index, and in it alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.desk import Caller, Desk

# Where most of the desk is not looked at, whose a ticket is stands beside it.
IN_THE_INDEX = {
    "All unsolved tickets",
    "Recently updated tickets",
    "New tickets in your groups",
    "Pending tickets",
    "Recently solved tickets",
    "Current tasks",
    "Overdue tasks",
}


@contextmanager
def statements(desk: Desk) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of tickets in the block, with its parameters."""
    asked: list[tuple[str, Any]] = []

    def note(*told: Any) -> None:
        statement, parameters = told[2:4]
        if "FROM tickets" in statement:
            asked.append((statement, parameters))

    event.listen(desk.account.engine, "before_cursor_execute", note)
    yield asked
    event.remove(desk.account.engine, "before_cursor_execute", note)


def plans(desk: Desk, caller: Caller, path: str) -> list[str]:
    """How each statement of an answer is carried out."""
    with statements(desk) as asked:
        assert caller.get(path).status == 200
    found = []
    with desk.account.transaction(writes=False) as db:
        for statement, parameters in asked:
            rows = db.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found.append(" | ".join(row.detail for row in rows))
    return found


@pytest.mark.parametrize("name", ["agent", "bob"])
@pytest.mark.parametrize("verb", ["execute", "count"])
def test_standard_views_are_found_by_an_index(desk: Desk, name: str, verb: str) -> None:
    caller: Caller = getattr(desk, name)
    views = caller.get("/views/active").json["views"]
    assert {view["title"] for view in views} >= IN_THE_INDEX
    for view in views:
        found = plans(desk, caller, f"/views/{view['id']}/{verb}")
        assert found
        for plan in found:
            assert "SCAN tickets" not in plan, (view["title"], plan)
            assert "MULTI-INDEX OR" not in plan, (view["title"], plan)
            is_covered = "COVERING INDEX" in plan
            assert is_covered or view["title"] not in IN_THE_INDEX, (view["title"], plan)
