"""HTTP targets: the message is the body, or its pairs are a form or a query."""

from collections.abc import Sequence
from urllib.parse import parse_qsl

from ombud.channels.targets.message import AGENT, FORM, Exchange, Message, basic, form
from ombud.channels.targets.url import with_query
from ombud.outgoing.http import HttpRequest

__all__ = ["exchange"]


def exchange(message: Message) -> Exchange:
    """The method and the format that the target is set to.

    # Zendesk: http-targets (docs/quirks.md#http-targets)
    """
    method, url = message.of("method").upper(), message.of("target_url")
    credentials = basic(message.of("username"), message.of("password"))
    content_type = message.of("content_type")
    if method in {"GET", "DELETE"}:
        yield HttpRequest(method, with_query(url, _pairs(message)), (AGENT, *credentials))
    elif content_type == FORM:
        yield form(method, url, _pairs(message), credentials)
    else:
        headers = (AGENT, ("Content-Type", content_type), *credentials)
        yield HttpRequest(method, url, headers, message.text.encode())


def _pairs(message: Message) -> Sequence[Sequence[str]]:
    """The pairs, also where they were written as `a=1&b=2`."""
    if isinstance(message.body, str):
        return parse_qsl(message.body, keep_blank_values=True)
    return message.body
