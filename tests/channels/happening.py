"""What the ways in which events come about have in common."""

from collections.abc import Callable
from typing import Any

from tests.desk import Answer, Desk

__all__ = ["Happening", "Json", "Told", "changed", "merge_users", "ok"]

Json = dict[str, Any]
# The id of the record, and what the event tells beside it.
Told = tuple[int, Json]
Happening = Callable[[Desk], Told]


def ok(answer: Answer) -> Any:
    assert answer.status < 300, answer.text
    return answer.json if answer.content else None


def changed(current: object, previous: object = None) -> Json:
    return {"current": current, "previous": previous}


def merge_users(desk: Desk) -> Told:
    target_user = {"user": {"id": desk.cast.emma}}
    ok(desk.admin.put(f"/users/{desk.cast.eric}/merge", target_user))
    return desk.cast.eric, {"user": {"id": str(desk.cast.emma)}}
