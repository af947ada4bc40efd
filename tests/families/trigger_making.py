"""Makes triggers for tests, and reads from audits what they did."""

from typing import Any

from ombud.tables import deliveries
from tests.desk import Caller, Desk

__all__ = ["add", "all_of", "any_of", "by_rules", "fired", "make", "queued", "webhook_of"]

Json = dict[str, Any]
# What every update meets.
ALWAYS = [{"field": "status", "operator": "less_than", "value": "closed"}]


def condition(text: Any) -> Json:
    """`priority is urgent` as a condition; one that is a condition already stays."""
    if not isinstance(text, str):
        return dict(text)
    field, operator, value = [*text.split(" ", 2), "", ""][:3]
    return {"field": field, "operator": operator, "value": value}


def all_of(*conditions: Any) -> Json:
    return {"all": [condition(each) for each in conditions], "any": []}


def any_of(*conditions: Any) -> Json:
    return {"all": [], "any": [condition(each) for each in conditions]}


def add(caller: Caller, title: str, conditions: Any, *actions: Any, **more: Any) -> int:
    """The id of a new trigger; actions are pairs of field and value."""
    return int(make(caller, title, conditions, *actions, **more)["id"])


def make(caller: Caller, title: str, conditions: Any, *actions: Any, **more: Any) -> Any:
    """A new trigger; conditions are those of `all` unless they are an object."""
    if not isinstance(conditions, dict):
        conditions = all_of(*(conditions or ALWAYS))
    listed = [{"field": field, "value": value} for field, value in actions]
    trigger = {"title": title, "conditions": conditions, "actions": listed, **more}
    answer = caller.post("/triggers", {"trigger": trigger})
    assert answer.status == 201, answer.text
    return answer.json["trigger"]


def by_rules(answer: Any) -> list[Json]:
    """The events of an answer's audit that triggers made."""
    events = answer["audit"]["events"]
    return [event for event in events if event.get("via", {}).get("channel") == "rule"]


def fired(answer: Any) -> list[tuple[str, Any, Any]]:
    """Of each event of a trigger: its title, what it is about, and the new value."""
    return [
        (
            event["via"]["source"]["from"]["title"],
            event.get("field_name", event["type"]),
            event.get("value", event.get("recipients")),
        )
        for event in by_rules(answer)
    ]


def queued(desk: Desk) -> list[Any]:
    """The deliveries, the oldest first."""
    with desk.account.transaction(writes=False) as db:
        return list(db.rows(deliveries.select().order_by(deliveries.c.id)))


def webhook_of(desk: Desk, request_format: str) -> str:
    """A webhook that is sent this format; its id."""
    webhook = {
        "name": "Lamps",
        "status": "active",
        "endpoint": "https://lamps.example/in",
        "http_method": "POST",
        "request_format": request_format,
    }
    answer = desk.admin.post("/webhooks", {"webhook": webhook})
    return str(answer.json["webhook"]["id"])
