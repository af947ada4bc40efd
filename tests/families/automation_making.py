"""Makes automations for tests, and tells what the hourly run did."""

from typing import Any

from tests.desk import Answer, Caller, Desk

SOLVED_FOR_LONG = [
    {"field": "status", "operator": "is", "value": "solved"},
    {"field": "SOLVED", "operator": "greater_than", "value": "96"},
]
OPEN_FOR_A_DAY = [{"field": "OPEN", "operator": "is", "value": "24"}]
CLOSE = [{"field": "status", "value": "closed"}]
TAG = [{"field": "current_tags", "value": "late"}]
STANDARD = "Close ticket 4 days after status is set to solved"


def attempt(caller: Caller, **automation: Any) -> Answer:
    given = {
        "title": "Tag it",
        "conditions": {"all": OPEN_FOR_A_DAY},
        "actions": TAG,
        **automation,
    }
    return caller.post("/automations", {"automation": given})


def make(caller: Caller, **automation: Any) -> Any:
    """A new automation as it was answered."""
    answer = attempt(caller, **automation)
    assert answer.status == 201, answer.text
    return answer.json["automation"]


def condition(field: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value}


def runs_until(desk: Desk, hours: int) -> None:
    """Let so many hours pass, and the desk do each hour what is due."""
    for _ in range(hours):
        desk.clock.forward(hours=1)
        desk.do_chores()


def changes_by_rules(desk: Desk, ticket_id: int) -> list[Any]:
    """The audits that automations wrote, the oldest first."""
    audits = desk.admin.get(f"/tickets/{ticket_id}/audits").json["audits"]
    return [audit for audit in audits if audit["via"]["channel"] == "rule"]


def titles(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [automation["title"] for automation in answer.json["automations"]]
