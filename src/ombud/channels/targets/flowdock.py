"""Flowdock: the message goes to the inbox whose token the target has."""

from ombud.channels.targets.message import Exchange, Message, json_to

__all__ = ["exchange"]


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    address = message.services.address("flowdock")
    yield json_to(f"{address}/v1/zendesk/{message.path('api_token')}", {"message": message.text})
