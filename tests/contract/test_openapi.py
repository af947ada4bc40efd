"""The OpenAPI document is valid and tells exactly what the operation rows and the contract say."""

import re
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import pytest

from ombud import contract
from ombud.app import operations, pending_operations
from ombud.wire import openapi
from ombud.wire.operation import Operation
from ombud.wire.schemas import PAGING

BUILT = operations()
ROWS = {row.name: row for row in contract.operations()}

# Documented parameters that an operation does not read, and why.
UNREAD: Mapping[str, Mapping[str, str]] = {
    "CreateUserIdentity": {"type": "a filter of the list, documented at the wrong operation"},
}


def blank(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


@pytest.fixture(scope="module")
def document() -> Any:
    return openapi.document(BUILT, pending_operations(BUILT))


@pytest.fixture(scope="module")
def described(document: Any) -> dict[tuple[str, str], Any]:
    """What the document says of each method and path."""
    return {
        (method.upper(), blank(path)): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def names(operation: Any, place: str) -> set[str]:
    return {each["name"] for each in operation["parameters"] if each["in"] == place}


def test_every_schema_is_a_schema(document: Any) -> None:
    everything = [*document["components"]["schemas"].values()]
    for operation in (each for item in document["paths"].values() for each in item.values()):
        everything += [parameter["schema"] for parameter in operation["parameters"]]
        parts = [operation.get("requestBody", {}), *operation["responses"].values()]
        everything += [
            kind["schema"] for part in parts for kind in part.get("content", {}).values()
        ]
    assert len(everything) > 400
    for schema in everything:
        jsonschema_rs.meta.validate(schema)


def test_every_reference_leads_somewhere(document: Any) -> None:
    def references(node: Any) -> set[str]:
        if isinstance(node, list):
            return {found for each in node for found in references(each)}
        if not isinstance(node, dict):
            return set()
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own | {found for each in node.values() for found in references(each)}

    found = references(document)
    assert "#/components/schemas/Error" in found
    for reference in found:
        node = document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_operation_ids_are_unique(described: Any) -> None:
    ids = [operation["operationId"] for operation in described.values()]
    assert len(ids) == len(set(ids))


def test_paths_name_their_own_parameters(document: Any) -> None:
    for path, item in document["paths"].items():
        wanted = set(re.findall(r"\{([^}]*)\}", path))
        for method, operation in item.items():
            assert names(operation, "path") == wanted, f"{method} {path}"
            assert operation["responses"], f"{method} {path}"


def test_both_directions(described: Any) -> None:
    """Each operation and each pending row is described, and nothing else is."""
    paths = {(str(row.method), blank(path)) for row in BUILT for path in row.paths}
    paths |= {(row.method, blank(row.path)) for row in pending_operations(BUILT)}
    assert described.keys() == paths
    for row in contract.operations():
        assert (row.method, blank(row.path)) in described, row.name


def test_pending_operations_answer_501_alone(described: Any) -> None:
    for row in pending_operations(BUILT):
        assert list(described[row.method, blank(row.path)]["responses"]) == ["501"]


@pytest.mark.parametrize("operation", BUILT, ids=lambda operation: operation.paths[0])
def test_a_built_operation(operation: Operation, described: Any) -> None:
    told = described[operation.method, blank(operation.paths[0])]
    assert told["operationId"].startswith(operation.name)
    assert {"401", "403", "404", "422", "429"} <= told["responses"].keys()
    assert "501" not in told["responses"]
    assert names(told, "query") >= {name for name, _, _ in PAGING[operation.page]}
    has_body = bool(operation.roots) or operation.reads_bytes
    assert ("requestBody" in told) == has_body
    row = ROWS.get(operation.name)
    # The rows of aliases with a function of their own may take less.
    if row and blank(row.path) in map(blank, operation.paths):
        assert str(row.status) in told["responses"]
        told_names = {name.removesuffix("[]") for name in names(told, "query")}
        missing = {name.removesuffix("[]") for name in row.query} - told_names
        waived = UNREAD.get(operation.name, {}).keys()
        assert missing == waived, f"give the query struct of {operation.name} {sorted(missing)}"
