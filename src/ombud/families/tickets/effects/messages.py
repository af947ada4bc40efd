"""Messages to other systems: targets and webhooks."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.tickets.effects.firing import Firing
from ombud.families.tickets.outgoing import Outgoing
from ombud.rules.actions import Sent

__all__ = ["EFFECTS"]


def notify_target(firing: Firing, message: Sent) -> None:
    """A target; the event gets the message as it is sent."""
    event = firing.tell({"type": "External", "resource": str(message.to), "body": ""})
    firing.draft.outgoing.append(_outgoing(firing, message, event, "target"))


def notify_webhook(firing: Firing, message: Sent) -> None:
    """A webhook, likewise."""
    event = firing.tell({"type": "External", "resource": str(message.to), "body": ""})
    firing.draft.outgoing.append(_outgoing(firing, message, event, "webhook"))


def _outgoing(firing: Firing, message: Sent, event: dict[str, Any], kind: Any) -> Outgoing:
    to, rule = str(message.to), firing.source.via
    return Outgoing(kind, event, body=message.parts[0], to=to, rule=rule)


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "notification_target": notify_target,
    "notification_webhook": notify_webhook,
}
