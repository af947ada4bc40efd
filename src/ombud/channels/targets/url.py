"""URL targets: the message is one parameter of a query or of a form."""

from collections.abc import Sequence
from urllib.parse import urlencode

from ombud.channels.targets.message import AGENT, Exchange, Message, basic, form
from ombud.outgoing.http import HttpRequest

__all__ = ["exchange", "with_query"]


def exchange(message: Message) -> Exchange:
    """GET with one more parameter, or a form of that parameter alone."""
    method = message.of("method").upper()
    url, pairs = message.of("target_url"), [(message.of("attribute"), message.text)]
    credentials = basic(message.of("username"), message.of("password"))
    if method == "GET":
        yield HttpRequest("GET", with_query(url, pairs), (AGENT, *credentials))
    else:
        yield form(method, url, pairs, credentials)


def with_query(url: str, pairs: Sequence[Sequence[str]]) -> str:
    """The URL with more parameters; those that it has stay as they are."""
    url = url.partition("#")[0]
    more = urlencode([(name, value) for name, value in pairs])
    if not more:
        return url
    path, mark, query = url.partition("?")
    return f"{path}?{query}&{more}" if mark and query else f"{path}?{more}"
