"""Whatever fits the OpenAPI document, and much that does not, finds no fault in any operation."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.core.result import Ok

from ombud.wire import openapi
from tests.contract.requests import BUILT
from tests.desk import SHAPES, Answer, Desk

SCHEMA = schemathesis.openapi.from_dict(openapi.document(BUILT, []))
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)]
# So many requests an operation, by whether they fit the document.
EXAMPLES = {GenerationMode.POSITIVE: 3, GenerationMode.NEGATIVE: 2}


def send(desk: Desk, case: Case[Any]) -> Answer:
    """The case as a request of the admin's."""
    caller = desk.admin
    caller.checks_shapes = False
    names = {
        name: quote(str(value), safe="") for name, value in (case.path_parameters or {}).items()
    }
    path = case.path.format(**names)
    pairs = [(name, text(value)) for name, value in (case.query or {}).items()]
    query = urlencode(pairs, doseq=True, errors="replace")
    body: Any = None if case.body is NOT_SET else case.body
    body = getattr(body, "data", body)
    if not isinstance(body, bytes | None):
        body = json.dumps(body).encode()
    headers = {"content-type": case.media_type or "application/json"}
    return caller.send(case.method, f"/{path}?{query}", body, headers=headers)


def text(value: Any) -> Any:
    """Lists as the API takes them, commas between; everything else as it would be written."""
    return ",".join(map(str, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("mode", list(EXAMPLES), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_no_fault(shared_desk: Desk, operation: Any, mode: GenerationMode) -> None:
    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES[mode],
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Case[Any]) -> None:
        answer = send(shared_desk, case)
        assert answer.status < 500 or answer.status == 501, f"{case.body!r}: {answer.text}"
        if answer.status >= 400:
            assert not SHAPES.error_problems(answer.status, answer.json)

    try:
        check()
    except Unsatisfiable:
        # Nothing can be wrong about an operation without parameters and body.
        assert mode is GenerationMode.NEGATIVE
