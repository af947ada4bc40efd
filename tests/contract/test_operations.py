"""The operation rows and contract/operations.toml agree, both ways.

The table is the ratchet: a row that says `done` must be built, and what is built must say `done`,
so an operation can only be lost by changing both. What is built although the table does not ask
for it is listed in contract/beyond.toml; OMBUD_REWRITE=1 rewrites that list.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import get_origin

import pytest

from ombud import contract
from ombud.app import operations, pending_operations
from ombud.contract import ContractOperation
from ombud.wire.answers import Many, Page
from ombud.wire.operation import Operation

BUILT = operations()
ROWS = {row.name: row for row in contract.operations()}
IN_TABLE = [operation for operation in BUILT if operation.name in ROWS]
BEYOND_TABLE = [operation for operation in BUILT if operation.name not in ROWS]
BEYOND = Path(__file__).parents[2] / "contract" / "beyond.toml"
DONE = [row for row in ROWS.values() if row.state == "done"]

# Who the contract lets in, from the widest to the narrowest; an operation has the first it names.
GATES = (
    ({"anyone", "anonymous"}, "anyone"),
    ({"end_users"}, "end_users"),
    ({"agents", "light_agents"}, "agents"),
    ({"admins"}, "admins"),
)
OFFERED = {"none": set[str](), "offset": {"offset"}, "cursor": {"cursor"}}
OFFERED["both"] = {"offset", "cursor"}

# Side-loads that no operation has yet, and what they wait for.
WAITING_SIDE_LOADS: Mapping[str, str] = {
    "sharing_agreements": "the sharing agreements family",
    "ticket_forms": "the ticket forms family",
}


def blank(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def first(row: ContractOperation) -> Operation:
    """The operation that answers the documented path itself."""
    for operation in BUILT:
        if operation.method == row.method and blank(row.path) in map(blank, operation.paths):
            return operation
    pytest.fail(f"{row.name} is done, but {row.method} {row.path} is not built")


def test_every_pending_row_says_what_it_waits_for() -> None:
    assert [row.name for row in ROWS.values() if row.state == "pending" and not row.reason] == []


def test_every_row_is_answered_once() -> None:
    names = [row.name for row in contract.operations()]
    assert len(names) == len(set(names))
    waiting = {row.name for row in pending_operations(BUILT)}
    assert waiting <= {row.name for row in ROWS.values() if row.state == "pending"}


def test_what_is_beyond_the_table_is_listed() -> None:
    rows = [
        f'[[operation]]\nname = "{each.name}"\nmethod = "{each.method}"\npath = "{path}"\n'
        for each in sorted(BEYOND_TABLE, key=lambda each: (each.paths[0], each.method))
        for path in each.paths
    ]
    text = "# Operations beyond operations.toml; written by OMBUD_REWRITE=1 make test.\n\n"
    text += "\n".join(rows)
    if os.environ.get("OMBUD_REWRITE"):
        BEYOND.write_text(text, encoding="utf-8")
    assert tomllib.loads(BEYOND.read_text("utf-8")) == tomllib.loads(text)


def test_side_loads_that_wait_are_nowhere() -> None:
    offered = {sideload.name for operation in BUILT for sideload in operation.include}
    assert offered.isdisjoint(WAITING_SIDE_LOADS)


@pytest.mark.parametrize("operation", BUILT, ids=lambda operation: operation.name)
def test_has_a_docstring_for_the_reference(operation: Operation) -> None:
    assert operation.handler.__doc__


@pytest.mark.parametrize("operation", IN_TABLE, ids=lambda operation: operation.name)
class TestBuilt:
    def test_is_done(self, operation: Operation) -> None:
        assert ROWS[operation.name].state == "done"

    def test_answers_documented_paths_only(self, operation: Operation) -> None:
        row = ROWS[operation.name]
        known = {blank(path) for path in (row.path, *row.aliases)}
        assert operation.method == row.method
        assert {blank(path) for path in operation.paths} <= known


@pytest.mark.parametrize("row", DONE, ids=lambda row: row.name)
class TestDone:
    def test_every_path_is_built(self, row: ContractOperation) -> None:
        paths = {(each.method, blank(path)) for each in BUILT for path in each.paths}
        wanted = {(row.method, blank(path)) for path in (row.path, *row.aliases)}
        assert wanted <= paths

    def test_family(self, row: ContractOperation) -> None:
        assert first(row).family == row.family

    def test_role(self, row: ContractOperation) -> None:
        roles = set(row.roles) or {"anyone"}
        wanted = next(gate for names, gate in GATES if names & roles)
        operation = first(row)
        if operation.permission is not None:
            # A permission decides for agents; the gate before it may be either of theirs.
            assert wanted in {"agents", "admins"}
            assert operation.role in {"agents", "admins"}
        else:
            assert operation.role == wanted

    def test_permission(self, row: ContractOperation) -> None:
        permission = first(row).permission
        assert permission in row.permissions if row.permissions else permission is None

    def test_pagination(self, row: ContractOperation) -> None:
        wanted = {style for style in row.pagination if style in {"offset", "cursor"}}
        operation = first(row)
        is_one_page = get_origin(operation.returns) is Many
        offered = {"offset"} if is_one_page else OFFERED[operation.page]
        # The contract also gives paging to a few operations that show one record.
        is_list = get_origin(operation.returns) in {Many, Page}
        assert row.pagination_style or not is_list or wanted <= offered

    def test_side_loads(self, row: ContractOperation) -> None:
        offered = {sideload.name for sideload in first(row).include}
        # A name such as `tickets(users)` is read by the operation itself.
        wanted = {name for name in row.includes if "(" not in name}
        assert wanted - offered - WAITING_SIDE_LOADS.keys() == set()
