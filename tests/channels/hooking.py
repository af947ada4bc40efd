"""Webhooks for tests: stored ones, triggers that send to them, tickets that fire those."""

from typing import Any

from tests.desk import Caller, Desk
from tests.families.trigger_making import add
from tests.peers.http import HttpPeer

__all__ = ["created_id", "invocations", "made", "told"]

Json = dict[str, Any]


def made(desk: Desk, peer: HttpPeer, **attributes: object) -> Json:
    """A stored webhook to the path /hook of the receiver."""
    webhook = {
        "name": "Lamps",
        "status": "active",
        "endpoint": f"{peer.url}/hook",
        "http_method": "POST",
        "request_format": "json",
        **attributes,
    }
    answer = desk.admin.post("/webhooks", {"webhook": webhook})
    assert answer.status == 201, answer.text
    found: Json = answer.json["webhook"]
    return found


def told(desk: Desk, webhook: Json, message: object) -> None:
    """A trigger that sends the message at every update."""
    add(desk.admin, "Tell", None, ("notification_webhook", [webhook["id"], message]))


def created_id(caller: Caller, **fields: object) -> int:
    """A ticket; its number."""
    ticket = {"subject": "Lamp", "comment": {"body": "It went dark."}, **fields}
    answer = caller.post("/tickets", {"ticket": ticket})
    assert answer.status == 201, answer.text
    number: int = answer.json["ticket"]["id"]
    return number


def invocations(desk: Desk, webhook: Json, **query: object) -> list[Json]:
    """What a webhook was sent, the newest first."""
    found: list[Json] = desk.admin.get(f"/webhooks/{webhook['id']}/invocations", **query).json[
        "invocations"
    ]
    return found
