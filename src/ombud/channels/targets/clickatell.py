"""Clickatell: the message is a text to a phone."""

from ombud.channels.targets.message import AGENT, Exchange, Message
from ombud.channels.targets.url import with_query
from ombud.outgoing.http import HttpRequest

__all__ = ["exchange"]


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    pairs = [
        ("user", message.of("username")),
        ("password", message.of("password")),
        ("api_id", message.of("api_id")),
        ("to", message.of("to")),
    ]
    if message.of("from"):
        pairs.append(("from", message.of("from")))
    pairs.append(("text", message.text))
    if message.of("us_small_business_account") == "1":
        pairs.append(("mo", "1"))
    address = message.services.address("clickatell")
    yield HttpRequest("GET", with_query(f"{address}/http/sendmsg", pairs), (AGENT,))
