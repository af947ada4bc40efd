"""Makes views for tests, and reads which tickets are in them."""

from typing import Any

from tests.desk import Answer, Caller

UNSOLVED = {"field": "status", "operator": "less_than", "value": "solved"}

STANDARD = [
    "Your unsolved tickets",
    "Unassigned tickets",
    "All unsolved tickets",
    "Recently updated tickets",
    "New tickets in your groups",
    "Pending tickets",
    "Recently solved tickets",
    "Unsolved tickets in your groups",
    "Current tasks",
    "Overdue tasks",
]


def attempt(caller: Caller, **view: object) -> Answer:
    return caller.post("/views", {"view": {"title": "Lamps", "all": [UNSOLVED], **view}})


def make(caller: Caller, **view: object) -> Any:
    """A new view as it was answered."""
    answer = attempt(caller, **view)
    assert answer.status == 200, answer.text
    return answer.json["view"]


def asking(field: str, operator: str, value: object) -> dict[str, object]:
    return {"field": field, "operator": operator, "value": value}


def ids_in(caller: Caller, view: Any, **query: object) -> list[int]:
    """The tickets of a view, in its order."""
    answer = caller.get(f"/views/{view['id']}/tickets", **query)
    assert answer.status == 200, answer.text
    return [ticket["id"] for ticket in answer.json["tickets"]]


def executed(caller: Caller, view: Any, **query: object) -> Any:
    answer = caller.get(f"/views/{view['id']}/execute", **query)
    assert answer.status == 200, answer.text
    return answer.json


def row_ids(answer: Any) -> list[int]:
    return [row["ticket"]["id"] for row in answer["rows"]]


def problem(answer: Answer) -> tuple[str, str]:
    """Attribute and description of the only problem of a refused change."""
    assert answer.status == 422, answer.text
    [(attribute, [entry])] = answer.json["details"].items()
    return attribute, entry["description"]


def titles(caller: Caller, path: str = "/views", **query: object) -> list[str]:
    answer = caller.get(path, **query)
    assert answer.status == 200, answer.text
    return [view["title"] for view in answer.json["views"]]


def own(caller: Caller, path: str = "/views", **query: object) -> list[str]:
    """The titles of the views that were not there from the start."""
    return [title for title in titles(caller, path, **query) if title not in STANDARD]
