"""Makes targets for tests, and rules that write to them."""

from typing import Any

from tests.desk import Caller, Desk
from tests.families.trigger_making import add

__all__ = ["EXAMPLES", "add_target", "make_target", "told"]

Json = dict[str, Any]
# What a target of each kind needs at least.
EXAMPLES: dict[str, Json] = {
    "basecamp_target": {
        "target_url": "https://acme.basecamphq.example",
        "token": "tok-base",
        "project_id": "14",
        "resource": "message",
    },
    "campfire_target": {"subdomain": "acme", "room": "Lobby", "token": "tok-camp"},
    "clickatell_target": {
        "username": "acme",
        "password": "pw-click",
        "api_id": "api-77",
        "to": "4512345678",
    },
    "email_target": {"email": "ops@acme.example", "subject": "Changed"},
    "flowdock_target": {"api_token": "tok-flow"},
    "get_satisfaction_target": {
        "email": "ops@acme.example",
        "password": "pw-sat",
        "account_name": "acme",
    },
    "http_target": {
        "target_url": "https://hooks.example/in",
        "method": "post",
        "content_type": "application/json",
    },
    "jira_target": {
        "target_url": "https://jira.example",
        "username": "acme",
        "password": "pw-jira",
    },
    "pivotal_target": {
        "token": "tok-piv",
        "project_id": "14",
        "story_type": "bug",
        "story_title": "A bug",
    },
    "twitter_target": {},
    "url_target": {"target_url": "https://hooks.example/in", "attribute": "message"},
    "url_target_v2": {
        "target_url": "https://hooks.example/in",
        "method": "put",
        "content_type": "application/xml",
    },
    "yammer_target": {},
}


def make_target(caller: Caller, kind: str = "url_target", /, **attributes: Any) -> Any:
    """A new target with what its kind needs; `from_` stands for `from`."""
    given = {name.rstrip("_"): value for name, value in attributes.items()}
    body = {"type": kind, "title": "Receiver", **EXAMPLES[kind], **given}
    answer = caller.post("/targets", {"target": body})
    assert answer.status == 201, answer.text
    return answer.json["target"]


def add_target(caller: Caller, kind: str = "url_target", /, **attributes: Any) -> int:
    """The id of a new target."""
    return int(make_target(caller, kind, **attributes)["id"])


def told(desk: Desk, target_id: int, message: Any = "Ticket {{ticket.id}}") -> int:
    """The id of a new trigger that tells a target of every update."""
    return add(desk.admin, "Tell", None, ("notification_target", [str(target_id), message]))
