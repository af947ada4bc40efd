"""One message to a target, ready to be made a request of, and the parts that requests share."""

import base64
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from ombud.channels.targets.services import Services
from ombud.outgoing.http import HttpRequest, HttpResponse
from ombud.outgoing.messages import Pairs
from ombud.values.text import as_json

__all__ = ["Exchange", "Message", "Unsendable", "basic", "element", "form", "json_to", "xml_to"]

# The requests of one message in their order: each gets the answer to the one before it.
Exchange = Generator[HttpRequest, HttpResponse, None]
AGENT = ("User-Agent", "Zendesk Target")
FORM = "application/x-www-form-urlencoded"


class Unsendable(Exception):
    """There is nothing to send it to, such as a room of that name; the text says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """`attributes` are those of the target, with what their templates said when the rule fired."""

    kind: str
    # Not in its `repr`, which logs may show: some are secret.
    attributes: Mapping[str, str | bool] = field(repr=False)
    # A text, or pairs for a form.
    body: str | Sequence[Sequence[str]]
    services: Services
    # The same at every attempt.
    key: str
    # The desk's time, in seconds.
    now: int
    ticket_id: int | None = None
    # What the ticket is in another system.
    external_id: str = ""

    def of(self, name: str) -> str:
        """An attribute; empty where the target has none."""
        value = self.attributes.get(name, "")
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """An attribute that is either on or off."""
        return self.attributes.get(name) is True

    @property
    def text(self) -> str:
        """The message as text, also where a rule fills a form."""
        return self.body if isinstance(self.body, str) else as_json(self.body)

    @property
    def title(self) -> str:
        """What to call it where a title is wanted and the target has none."""
        return f"Ticket #{self.ticket_id}" if self.ticket_id else "Ticket"

    def path(self, name: str) -> str:
        """An attribute as one segment of a path."""
        return quote(self.of(name), safe="")


def basic(name: str, secret: str) -> Pairs:
    """The header by which a user or a token signs in; none without a name."""
    if not name:
        return ()
    return (("Authorization", "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()),)


def form(method: str, url: str, pairs: Sequence[Sequence[str]], headers: Pairs = ()) -> HttpRequest:
    """A request with a form as its body."""
    body = urlencode([(name, value) for name, value in pairs]).encode()
    return HttpRequest(method, url, (AGENT, ("Content-Type", FORM), *headers), body)


def json_to(url: str, value: object, headers: Pairs = ()) -> HttpRequest:
    """A POST of JSON."""
    kind = ("Content-Type", "application/json")
    return HttpRequest("POST", url, (AGENT, kind, *headers), as_json(value).encode())


def xml_to(url: str, document: str, headers: Pairs = ()) -> HttpRequest:
    """A POST of XML."""
    kind = ("Content-Type", "application/xml")
    return HttpRequest("POST", url, (AGENT, kind, *headers), document.encode())


def element(name: str, text: str) -> str:
    """One element of XML with a text in it."""
    return f"<{name}>{escape(text)}</{name}>"
