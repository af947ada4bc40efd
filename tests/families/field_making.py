"""Makes ticket fields for tests, and reads why one was refused."""

from typing import Any

from tests.desk import Answer, Caller


def make(caller: Caller, type_: str = "text", **more: object) -> Any:
    """A new ticket field as it was answered."""
    answer = attempt(caller, type=type_, **{"title": "Colour", **more})
    assert answer.status == 201, answer.text
    return answer.json["ticket_field"]


def attempt(caller: Caller, **field: object) -> Answer:
    return caller.post("/ticket_fields", {"ticket_field": field})


def problem(answer: Answer) -> tuple[str, str]:
    """Attribute and code of the only problem of a refused change."""
    assert answer.status == 422, answer.text
    [(attribute, [entry])] = answer.json["details"].items()
    return attribute, entry["error"]
