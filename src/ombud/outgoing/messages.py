"""An HTTP request as it is sent, and the answer as it came."""

import re
from dataclasses import dataclass

from ombud.outgoing.places import Place, place_of
from ombud.outgoing.unreachable import Unreachable

__all__ = ["HttpRequest", "HttpResponse", "Pairs"]

Pairs = tuple[tuple[str, str], ...]
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Visible characters, with spaces and tabs between them.
VALUE = re.compile(r"[^\x00-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?")
# What the length and the end of a request depend on is not for others to say.
OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "te", "trailer"})
OURS |= {"upgrade", "expect", "keep-alive"}
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What is sent, in this order and no more: Host, `headers`, Content-Length, `body`."""

    method: str
    url: str
    headers: Pairs = ()
    body: bytes = b""

    @property
    def place(self) -> Place:
        """Where it goes; raises Unreachable."""
        return place_of(self.url)

    def fields(self) -> Pairs:
        """Every header as it is sent; raises Unreachable for one that would break the request."""
        if not TOKEN.fullmatch(self.method):
            raise _broken(f"{self.method!r} is no method")
        for name, value in self.headers:
            if not TOKEN.fullmatch(name):
                raise _broken(f"{name!r} is not the name of a header")
            if name.lower() in OURS:
                raise _broken(f"the header {name} cannot be given")
            if value and not VALUE.fullmatch(value):
                raise _broken(f"the header {name} has characters that no header can have")
        fields = [("Host", self.place.authority), *self.headers]
        if self.body or self.method in WITH_BODY:
            fields.append(("Content-Length", str(len(self.body))))
        return tuple(fields)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """What came back; names and values of headers as they were written."""

    status: int
    reason: str = ""
    headers: Pairs = ()
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether it is one of 200 to 299."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """The first header of this name, in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def _broken(why: str) -> Unreachable:
    return Unreachable("request", f"The request cannot be sent: {why}")
