"""Makes macros for tests."""

from typing import Any

from tests.desk import Answer, Caller

SOLVE = [{"field": "status", "value": "solved"}]


def attempt(caller: Caller, **macro: Any) -> Answer:
    return caller.post("/macros", {"macro": {"title": "Solve it", "actions": SOLVE, **macro}})


def make(caller: Caller, **macro: Any) -> Any:
    """A new macro as it was answered."""
    answer = attempt(caller, **macro)
    assert answer.status == 200, answer.text
    return answer.json["macro"]


def own(user_id: int) -> dict[str, Any]:
    """For one agent only."""
    return {"type": "User", "id": user_id}


def of_groups(*ids: int) -> dict[str, Any]:
    """For the agents of some groups only."""
    return {"type": "Group", "ids": list(ids)}


def titles(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [macro["title"] for macro in answer.json["macros"]]
