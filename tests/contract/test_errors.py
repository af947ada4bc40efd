"""Each operation, each kind of failure: a documented error, never a 500, and nothing changed."""

import json
from collections.abc import Mapping
from typing import Any, get_args

import pytest

from ombud.wire.operation import Operation
from tests.contract.requests import BUILT, NOBODY, PATHS, filled
from tests.desk import SHAPES, Answer, Desk

DEEP = b"[" * 200 + b"]" * 200
# Bodies that are refused before any operation sees them.
HOSTILE: Mapping[str, bytes] = {
    "not JSON": b"{'a': 1",
    "not UTF-8": b'{"\xff": 1}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "NaN": b'{"a": NaN}',
    "a huge number": b'{"a": 1' + b"0" * 500 + b"}",
    "the same key twice": b'{"a": 1, "a": 2}',
    "a NUL": b'{"a": "\\u0000"}',
    "half a surrogate pair": b'{"a": "\\ud800"}',
    "too deep": b'{"a": ' + DEEP + b"}",
    "a list": b"[]",
    "text": b'"text"',
}
# Values for the roots of a body that are no record at all, or that no record can hold.
ODD_ROOTS: tuple[Any, ...] = (None, [], "text", 7, True, [[]], [None], [7], {"id": {}}, {"": None})
ODD_VALUES: tuple[Any, ...] = (
    None, "", "x" * 70_000, 2**63 - 1, -(2**63) + 1, 1.5, True, [], {}, [{}], [None], "9" * 40, "\x01é😀",
)  # fmt: skip


def parameters(operation: Operation, path: str, kind: type) -> list[str]:
    """The names of the path's parameters of this type."""
    names = operation.path_parameters
    return [name for name in names if f"{{{name}}}" in path and names[name] is kind]


BY_ID = [(each, path) for each, path in PATHS if parameters(each, path, int)]
BY_TEXT = [(each, path) for each, path in PATHS if parameters(each, path, str)]
WITH_BODY = [each for each in BUILT if each.roots]


def is_documented(answer: Answer) -> bool:
    return not SHAPES.error_problems(answer.status, answer.json)


def send(desk: Desk, operation: Operation, path: str, body: object = None) -> Answer:
    caller = desk.admin
    caller.checks_shapes = False
    headers = {"content-type": "application/json"}
    return caller.send(operation.method, path, body, headers=headers)


class Unchanged:
    """A block after which the desk is as it was, every row of it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def __enter__(self) -> None:
        self.before = self.desk.snapshot()

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            after = self.desk.snapshot()
            changed = [name for name, rows in self.before.items() if rows != after[name]]
            assert changed == []


def fields_of(kind: Any) -> dict[str, Any]:
    """The names of the properties that a root's struct has, with their types."""
    options = [kind, *get_args(kind)]
    options += [inner for option in options for inner in get_args(option)]
    found: dict[str, Any] = {}
    for option in options:
        names = getattr(option, "__struct_encode_fields__", ())
        found.update(dict.fromkeys(names))
    return found


@pytest.mark.parametrize(("operation", "path"), BY_ID, ids=lambda each: getattr(each, "name", each))
class TestIds:
    def test_an_id_that_nobody_has(
        self, shared_desk: Desk, operation: Operation, path: str
    ) -> None:
        """404, unless a write refuses its missing body first."""
        with Unchanged(shared_desk):
            answer = send(shared_desk, operation, filled(operation, path))
        statuses = {400, 404, 422} if operation.roots or operation.reads_bytes else {404}
        assert answer.status in statuses, answer.text
        assert is_documented(answer), answer.text

    def test_an_id_that_nobody_can_have(
        self, shared_desk: Desk, operation: Operation, path: str
    ) -> None:
        for number in (2**63 - 1, 2**63, 10**40):
            answer = send(shared_desk, operation, filled(operation, path, number=number))
            assert 400 <= answer.status < 500, answer.text
            assert is_documented(answer), answer.text

    def test_an_id_that_is_no_number(
        self, shared_desk: Desk, operation: Operation, path: str
    ) -> None:
        for number in ("abc", "-1", "1.5", "%00", "1%20"):
            answer = send(shared_desk, operation, filled(operation, path, number=number))
            assert answer.status in {400, 404}, answer.text
            assert is_documented(answer), answer.text


@pytest.mark.parametrize(
    ("operation", "path"), BY_TEXT, ids=lambda each: getattr(each, "name", each)
)
def test_odd_text_in_a_path(shared_desk: Desk, operation: Operation, path: str) -> None:
    for text in ("%00", "%ff", "é😀", "a%2Fb", "x" * 3000, "%25", "'\"--"):
        answer = send(shared_desk, operation, filled(operation, path, text=text))
        assert answer.status < 500, answer.text
        assert answer.status < 400 or is_documented(answer), answer.text


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda each: each.name)
class TestBodies:
    def test_hostile(self, shared_desk: Desk, operation: Operation) -> None:
        with Unchanged(shared_desk):
            for name, body in HOSTILE.items():
                answer = send(shared_desk, operation, filled(operation, operation.paths[0]), body)
                assert answer.status in {400, 404, 422}, f"{name}: {answer.text}"
                assert is_documented(answer), f"{name}: {answer.text}"

    def test_not_json_at_all(self, shared_desk: Desk, operation: Operation) -> None:
        with Unchanged(shared_desk):
            headers = {"content-type": "application/x-www-form-urlencoded"}
            path = filled(operation, operation.paths[0])
            answer = shared_desk.admin.send(operation.method, path, b"a=1", headers=headers)
        assert answer.status == 415, answer.text

    def test_without_its_root(self, shared_desk: Desk, operation: Operation) -> None:
        if operation.optional_roots == operation.roots.keys() or "body" in operation.roots:
            return
        bodies: list[Any] = [None, {}, {"unknown": {}}, dict.fromkeys(operation.roots)]
        with Unchanged(shared_desk):
            for body in bodies:
                answer = send(shared_desk, operation, filled(operation, operation.paths[0]), body)
                assert answer.status in {400, 404, 422}, answer.text
                assert is_documented(answer), answer.text

    def test_odd_values(self, desk: Desk, operation: Operation) -> None:
        """Whatever is in the body: no fault, and a refusal in a documented form."""
        path = filled(operation, operation.paths[0], number=desk.cast.support)
        for body in odd_bodies(operation):
            answer = send(desk, operation, path, body)
            assert answer.status < 500, f"{json.dumps(body)[:200]}: {answer.text}"
            assert answer.status < 400 or is_documented(answer), answer.text


def odd_bodies(operation: Operation) -> list[Any]:
    bodies: list[Any] = []
    for root, kind in operation.roots.items():
        names = fields_of(kind)
        values = [dict.fromkeys(names, value) for value in ODD_VALUES]
        # One odd property among fitting ones gets further than all at once.
        values += [{"name": "x", name: value} for name in names for value in ODD_VALUES[::2]]
        if root == "body":
            bodies += values
        else:
            bodies += [{root: value} for value in (*ODD_ROOTS, *values)]
            bodies += [{root: [value]} for value in values[: len(ODD_VALUES)]]
    return bodies


def test_ids_of_the_tests_are_nobodys(shared_desk: Desk) -> None:
    assert shared_desk.admin.get(f"/users/{NOBODY}").status == 404
