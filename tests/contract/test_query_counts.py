"""What each list costs: the number of statements is committed, and does not grow with the rows.

OMBUD_REWRITE=1 writes query_counts.json anew; the difference shows in review.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_origin

import pytest
from sqlalchemy import event

from ombud.wire.answers import Many, Page
from ombud.wire.operation import Operation
from tests.contract.requests import PATHS, filled
from tests.desk import Caller, Desk

COMMITTED = Path(__file__).with_name("query_counts.json")
LISTS = [
    (operation, path)
    for operation, path in PATHS
    if operation.method == "GET" and get_origin(operation.returns) in {Many, Page}
]

# The frame of each transaction, what opens a new connection, and what FTS5 does inside.
EVERY_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SELECT version", "SELECT k, v", "--")


def fill(desk: Desk, start: int, end: int) -> None:
    """Add rows of the kinds that lists show most, numbered from `start` to `end`."""
    admin = desk.admin
    for number in range(start, end):
        organization = added(
            admin, "organization", {"name": f"Organization {number}", "tags": ["a"]}
        )
        person = {"email": f"person{number}@example.com", "organization_id": organization}
        user = added(admin, "user", {"name": f"Person {number}", **person, "tags": ["b"]})
        group = added(admin, "group", {"name": f"Group {number}"})
        added(admin, "group_membership", {"user_id": desk.cast.agent, "group_id": group})
        agent = {"email": f"agent{number}@example.com", "role": "agent"}
        added(admin, "user", {"name": f"Agent {number}", **agent, "default_group_id": group})
        ticket = {
            "subject": f"Ticket {number}",
            "comment": {"body": "It does not light."},
            "requester_id": user,
            "assignee_id": desk.cast.agent,
            "group_id": desk.cast.support,
            "tags": ["c", f"tag{number}"],
            "collaborator_ids": [desk.cast.bob],
        }
        ticket_id = added(admin, "ticket", ticket)
        desk.agent.put(f"/tickets/{ticket_id}", {"ticket": {"comment": {"body": "Which lamp?"}}})
        desk.agent.put("/tickets/1", {"ticket": {"comment": {"body": f"Note {number}"}}})
        item = {"name": f"Item {number}", "content": "Hello"}
        assert admin.post("/dynamic_content/items", {"item": item}).status == 201
        macro = {
            "title": f"Rule {number}",
            "actions": [{"field": "status", "value": "open"}],
            "restriction": {"type": "Group", "id": group},
        }
        assert admin.post("/macros", {"macro": macro}).status == 200
        automation = {
            "title": f"Rule {number}",
            "all": [{"field": "OPEN", "operator": "is", "value": number}],
            "actions": [{"field": "current_tags", "value": "late"}],
        }
        added(admin, "automation", automation)


def added(caller: Caller, root: str, values: dict[str, Any]) -> int:
    answer = caller.post(f"/{root}s", {root: values})
    assert answer.status == 201, answer.text
    created: int = answer.json[root]["id"]
    return created


@contextmanager
def counting(desk: Desk) -> Iterator[list[str]]:
    """The statements that the desk runs in the block, as SQLite's own driver tells them."""
    statements: list[str] = []

    def note(statement: str) -> None:
        if not statement.startswith(EVERY_TRANSACTION):
            statements.append(statement)

    def trace(driver: Any, _record: object) -> None:
        driver.set_trace_callback(note)

    engine = desk.account.engine
    # Kept connections are given back, so that the block's are new ones, and again after it.
    desk.account.close()
    event.listen(engine, "connect", trace)
    try:
        yield statements
    finally:
        event.remove(engine, "connect", trace)
        desk.account.close()


def cost(desk: Desk, operation: Operation, path: str) -> int:
    """How many statements the list takes once the configuration is in memory."""
    numbers = {
        "user_id": desk.cast.agent,
        "organization_id": desk.cast.acme,
        "group_id": desk.cast.support,
        "ticket_id": 1,
        "request_id": 1,
        "view_id": view_ids(desk)[2],
    }
    for name, value in numbers.items():
        path = path.replace(f"{{{name}}}", str(value))
    include = ",".join(sideload.name for sideload in operation.include)
    query = {**asked(desk, path), **({"include": include} if include else {})}
    target = filled(operation, path)
    caller = desk.admin
    caller.checks_shapes = False
    answer = caller.get(target, **query)
    assert answer.status in {200, 404, 422}, answer.text
    with counting(desk) as statements:
        caller.get(target, **query)
    return len(statements)


def view_ids(desk: Desk) -> list[int]:
    return [view["id"] for view in desk.admin.get("/views").json["views"]]


def asked(desk: Desk, path: str) -> dict[str, str]:
    """What the lists that find records by their names or ids are asked for."""
    people = ",".join(map(str, [desk.cast.agent, desk.cast.emma, desk.cast.eric, desk.cast.zoe]))
    given = {
        "/api/v2/dynamic_content/items/show_many": {"identifiers": "item_1,item_4,item_5"},
        "/api/v2/automations/search": {"query": "rule"},
        "/api/v2/macros/search": {"query": "rule"},
        "/api/v2/triggers/search": {"query": "notify"},
        "/api/v2/users/show_many": {"ids": people},
        "/api/v2/job_statuses/show_many": {"ids": "V3-0"},
        "/api/v2/users/search": {"query": "Person"},
        "/api/v2/users/autocomplete": {"name": "Person"},
        "/api/v2/organizations/show_many": {"ids": f"{desk.cast.acme},{desk.cast.zebra}"},
        "/api/v2/organizations/search": {"name": "Organization 1"},
        "/api/v2/organizations/autocomplete": {"name": "Organization"},
        "/api/v2/tickets/show_many": {"ids": "1,2,3,4,5,6"},
        "/api/v2/autocomplete/tags": {"name": "tag"},
        "/api/v2/search": {"query": "type:ticket lamp"},
        "/api/v2/search/export": {"query": "light", "filter[type]": "ticket"},
        "/api/v2/problems/autocomplete": {"text": "Ticket"},
        "/api/v2/views/search": {"query": "tickets"},
        "/api/v2/views/show_many": {"ids": ",".join(map(str, view_ids(desk)))},
        "/api/v2/views/count_many": {"ids": ",".join(map(str, view_ids(desk)))},
    }
    return given.get(path, {})


@pytest.fixture(scope="module")
def costs(shared_desk: Desk) -> dict[str, tuple[int, int]]:
    """The cost of each list with some rows, and with three times as many."""
    found: dict[str, list[int]] = {f"GET {path}": [] for _, path in LISTS}
    for start, end in ((1, 3), (3, 7)):
        fill(shared_desk, start, end)
        for operation, path in LISTS:
            found[f"GET {path}"].append(cost(shared_desk, operation, path))
    if os.environ.get("OMBUD_REWRITE"):
        written = {path: numbers[0] for path, numbers in sorted(found.items())}
        COMMITTED.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    return {path: (numbers[0], numbers[1]) for path, numbers in found.items()}


@pytest.mark.parametrize("path", [path for _, path in LISTS])
def test_the_cost_of_a_list(costs: dict[str, tuple[int, int]], path: str) -> None:
    few, many = costs[f"GET {path}"]
    assert few == many, "the list runs statements for each of its rows"
    committed = json.loads(COMMITTED.read_text("utf-8"))
    assert few == committed.get(f"GET {path}"), "if this is wanted, set OMBUD_REWRITE=1 once"


def test_nothing_else_is_committed() -> None:
    committed = json.loads(COMMITTED.read_text("utf-8"))
    assert set(committed) == {f"GET {path}" for _, path in LISTS}
