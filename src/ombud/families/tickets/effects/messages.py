"""Messages to other systems: targets and webhooks."""

from collections.abc import Callable, Mapping
from typing import Any

from ombud.families.targets import known
from ombud.families.tickets.effects.firing import Firing
from ombud.families.tickets.outgoing import Outgoing
from ombud.families.webhooks import known as known_webhooks
from ombud.rules.actions import Sent
from ombud.values.text import id_in

__all__ = ["EFFECTS"]


def notify_target(firing: Firing, message: Sent) -> None:
    """A target that is active; the event gets the message as it is sent.

    # Zendesk: targets-in-use (docs/quirks.md#targets-in-use)
    """
    target = firing.ctx.db.cached(known.load).get(id_in(str(message.to)) or 0)
    if target is None:
        firing.fail(f"The message was not sent: target {message.to} was deleted.")
    elif target.is_active:
        event = firing.tell({"type": "External", "resource": str(message.to), "body": ""})
        outgoing = _outgoing(firing, message, event, "target")
        outgoing.target, outgoing.payload = target, target.payload
        firing.draft.outgoing.append(outgoing)


def notify_webhook(firing: Firing, message: Sent) -> None:
    """A webhook, likewise."""
    webhook = firing.ctx.db.cached(known_webhooks.load).get(str(message.to))
    if webhook is None:
        firing.fail(f"The message was not sent: webhook {message.to} was deleted.")
    elif webhook.is_active:
        event = firing.tell({"type": "External", "resource": str(message.to), "body": ""})
        outgoing = _outgoing(firing, message, event, "webhook")
        outgoing.payload = webhook.payload
        firing.draft.outgoing.append(outgoing)


def _outgoing(firing: Firing, message: Sent, event: dict[str, Any], kind: Any) -> Outgoing:
    to, rule = str(message.to), firing.source.via
    return Outgoing(kind, event, body=message.parts[0], to=to, rule=rule)


EFFECTS: Mapping[str, Callable[[Firing, Any], None]] = {
    "notification_target": notify_target,
    "notification_webhook": notify_webhook,
}
