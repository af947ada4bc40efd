"""Makes and changes tickets for tests, and reads what was said and done on them."""

from typing import Any

from tests.desk import Caller, Desk


def create(caller: Caller, **fields: Any) -> Any:
    """The answer's JSON for a new ticket, with a comment unless one is given."""
    ticket = {"subject": "Broken lamp", "comment": {"body": "It went dark."}, **fields}
    answer = caller.post("/tickets", {"ticket": ticket})
    assert answer.status == 201, answer.text
    return answer.json


def created_id(caller: Caller, **fields: Any) -> int:
    """The number of a new ticket."""
    return int(create(caller, **fields)["ticket"]["id"])


def change(caller: Caller, ticket_id: int, **fields: Any) -> Any:
    """The answer's JSON after changing a ticket."""
    answer = caller.put(f"/tickets/{ticket_id}", {"ticket": fields})
    assert answer.status == 200, answer.text
    return answer.json


def events(answer: Any, kind: str = "Change") -> dict[str, Any]:
    """The audit's events of a kind: field name to value."""
    found = answer["audit"]["events"]
    return {event["field_name"]: event["value"] for event in found if event["type"] == kind}


def comments(desk: Desk, ticket_id: int = 1) -> Any:
    """The comments of a ticket as an agent sees them."""
    return desk.agent.get(f"/tickets/{ticket_id}/comments").json["comments"]
