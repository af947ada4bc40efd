"""Yammer: a message, in a group where the target names one."""

from ombud.channels.targets.message import Exchange, Message, form

__all__ = ["exchange"]


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    pairs = [("body", message.text)]
    if message.of("group_id"):
        pairs.append(("group_id", message.of("group_id")))
    address = message.services.address("yammer")
    token = ("Authorization", f"Bearer {message.of('token')}")
    yield form("POST", f"{address}/api/v1/messages.json", pairs, (token,))
