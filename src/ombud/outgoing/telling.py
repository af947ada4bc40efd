"""Requests and answers as text for people: CRLF as they were sent, without what is secret."""

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from ombud.outgoing.messages import HttpRequest, HttpResponse
from ombud.outgoing.unreachable import Unreachable
from ombud.values.text import as_json

__all__ = ["MASK", "Masking", "raw_request", "raw_response"]

MASK = "[hidden]"
# Characters that are kept of a body.
LONGEST = 64 * 1024
# Headers whose value is for the receiver alone; the word before it says what kind it is.
CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})


class Masking:
    """Hides secrets, however a request or an answer may have written them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if secret for form in _forms(secret)}
        # The longest first, so that no part of one is left beside another.
        ordered = sorted(forms, key=len, reverse=True)
        self._pattern = (
            re.compile("|".join(map(re.escape, ordered)), re.IGNORECASE) if ordered else None
        )

    @classmethod
    def of(cls, request: HttpRequest, secrets: Iterable[str] = ()) -> "Masking":
        """Hides these, and the credentials that the request itself carries."""
        carried = [
            value.rpartition(" ")[2]
            for name, value in request.headers
            if name.lower() in CREDENTIALS
        ]
        return cls([*secrets, *carried])

    def masked(self, text: str) -> str:
        """The text with a mark in the place of each secret."""
        return text if self._pattern is None else self._pattern.sub(MASK, text)

    def value(self, name: str, value: str) -> str:
        """The value of a header."""
        if name.lower() not in CREDENTIALS:
            return self.masked(value)
        kind, space, _ = value.partition(" ")
        return self.masked(kind) + f" {MASK}" if space else MASK


def raw_request(request: HttpRequest, masking: Masking) -> str:
    """The request line, the headers and the body; as it was meant where it could not be sent."""
    try:
        target, headers = request.place.target, request.fields()
    except Unreachable:
        target, headers = request.url, request.headers
    first = f"{request.method} {masking.masked(target)} HTTP/1.1"
    return _told(first, headers, request.body, masking)


def raw_response(response: HttpResponse, masking: Masking) -> str:
    """The status line, the headers and the body."""
    first = masking.masked(f"HTTP/1.1 {response.status} {response.reason}".rstrip())
    return _told(first, response.headers, response.body, masking)


def _told(first: str, headers: Iterable[tuple[str, str]], body: bytes, masking: Masking) -> str:
    lines = [first, *(f"{name}: {masking.value(name, value)}" for name, value in headers), "", ""]
    # Cut after hiding: half a secret is one as well.
    words = masking.masked(body.decode("utf-8", "replace"))
    if len(words) > LONGEST:
        words = f"{words[:LONGEST]}... ({len(words)} characters)"
    # No database keeps a NUL in a text.
    return ("\r\n".join(lines) + words).replace("\x00", "\ufffd")


def _forms(secret: str) -> Iterable[str]:
    """The secret as it stands in headers, URLs, forms, JSON, XML and in base64."""
    yield secret
    yield quote(secret)
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield as_json(secret)[1:-1]
    yield escape(secret)
    yield escape(secret, {'"': "&quot;", "'": "&#x27;"})
    yield base64.b64encode(secret.encode()).decode()
    yield base64.urlsafe_b64encode(secret.encode()).decode().rstrip("=")
