"""Requests and answers as text for people: CRLF as they were sent, without what is secret."""

import base64
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html.entities import html5
from itertools import groupby

from ombud.outgoing.messages import HttpRequest, HttpResponse
from ombud.outgoing.unreachable import Unreachable

__all__ = ["MASK", "Masking", "raw_request", "raw_response"]

MASK = "[hidden]"
# Characters that are kept of a body.
LONGEST = 64 * 1024
# Headers whose value is for the receiver alone; the word before it says what kind it is.
CREDENTIALS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
# Characters that one of a secret may be written with.
WIDEST = 64
# How often it may have been escaped: backslashes double each time.
BACKSLASHES = r"\\{1,8}"
PERCENT, AMPERSAND = "%(?:25){0,2}", "&(?:amp;){0,2}"
# Of secrets longer than this only signs are looked for in all forms: nobody escapes a letter.
LONG = 256
# Characters of base64 that are too few to tell a secret from something else.
SHORTEST = 8
PLAIN = frozenset(string.ascii_letters + string.digits)
URL_SAFE = str.maketrans("+/", "-_")
# What stands behind a backslash.
ESCAPES: Mapping[str, str] = {
    '"': '"',
    "'": "'",
    "/": "/",
    "\n": "n",
    "\r": "r",
    "\t": "t",
}


class Masking:
    """Hides secrets, however a request or an answer may have written them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # The longest first, so that no part of one is left beside another.
        ordered = sorted({secret for secret in secrets if secret}, key=len, reverse=True)
        self._pattern = (
            re.compile("|".join(map(_hidden, ordered)), re.IGNORECASE) if ordered else None
        )
        self._longest = WIDEST * len(ordered[0]) if ordered else 0

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

    def beginning(self, text: str, most: int) -> str:
        """The same of so many characters at most, without reading all of a long text."""
        return self.masked(text[: most + self._longest])[:most]

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


@lru_cache(256)
def _hidden(secret: str) -> str:
    """A pattern for the secret, each character of it written in any way, and for its base64."""
    known = PLAIN if len(secret) > LONG else frozenset()
    runs = ((character, len(list(run))) for character, run in groupby(secret))
    plain = "".join(
        character * length if character in known else _run(character, length)
        for character, length in runs
    )
    return "|".join([plain, *_encoded(secret.encode())])


@lru_cache(1)
def _entities() -> Mapping[str, Sequence[str]]:
    """The names that HTML has for characters, some of them without the semicolon at the end."""
    found: dict[str, list[str]] = {}
    for name, characters in html5.items():
        found.setdefault(characters, []).append(name)
    return found


def _run(character: str, length: int) -> str:
    """A pattern for the same character so many times."""
    written = _written(character)
    if character != "\\":
        return written * length
    # As one: were each of them one or several, the ways to divide a long row would never end.
    return rf"(?:\\{{{length},{8 * length}}}|{written}{{{length}}})"


def _written(character: str) -> str:
    """A pattern for a character as texts, headers, URLs, forms, JSON, scripts and HTML have it."""
    code = ord(character)
    units = character.encode("utf-16-be").hex()
    parts = [units[at : at + 4] for at in range(0, len(units), 4)]
    entities = [
        rf"{AMPERSAND}\#0{{0,6}}{code};?",
        rf"{AMPERSAND}\#x0{{0,6}}{code:x};?",
        *(AMPERSAND + name for name in _entities().get(character, ())),
    ]
    forms = {
        re.escape(character),
        "".join(f"{PERCENT}{byte:02x}" for byte in character.encode()),
        "".join(f"{BACKSLASHES}u{part}" for part in parts),
        *entities,
    }
    if code < 256:
        forms.add(f"{BACKSLASHES}x{code:02x}")
    if character in ESCAPES:
        forms |= {BACKSLASHES + form for form in (ESCAPES[character], *entities)}
    if character == " ":
        forms.add(r"\+")
    # The longest first: what follows a short one may look like the rest of a longer one.
    return f"(?:{'|'.join(sorted(forms, key=len, reverse=True))})"


def _encoded(secret: bytes) -> Iterator[str]:
    """Patterns for its base64: alone, and what of it is always the same within another text."""
    alone = base64.b64encode(secret).decode().rstrip("=")
    yield from (f"{_signs(text)}{_written('=')}{{0,2}}" for text in _alphabets(alone))
    for before in range(3):
        text = base64.b64encode(bytes(before) + secret).decode()
        # What is left out at the ends depends on what stands there.
        same = text[-(-8 * before // 6) : 8 * (before + len(secret)) // 6]
        if len(same) >= SHORTEST:
            yield from map(_signs, _alphabets(same))


def _signs(encoded: str) -> str:
    """A pattern for base64, of which only the signs may be escaped."""
    return "".join(sign if sign in PLAIN else _written(sign) for sign in encoded)


def _alphabets(text: str) -> set[str]:
    """Base64 as it stands in texts and as it stands in URLs."""
    return {text, text.translate(URL_SAFE)}
