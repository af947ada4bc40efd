"""Where a URL leads: taken apart once, strictly, so that nothing reads it in another way later."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlsplit

from ombud.outgoing.unreachable import Unreachable

__all__ = ["Place", "place_of"]

PORTS = {"http": 80, "https": 443}
# Space, control characters, and the backslash that browsers take for a slash.
UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_.])?", re.IGNORECASE)
LITERAL = re.compile(r"[0-9a-f:.]+", re.IGNORECASE)
# What a path and a query may hold; anything else is escaped.
PATH_SAFE = "/%:@!$&'()*+,;=~-._"
QUERY_SAFE = PATH_SAFE + "?[]|^`{}"
# Ports of protocols that an HTTP request could be taken for, as browsers refuse them.
CLOSED_PORTS = frozenset(
    {
        *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
        *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161),
        *(179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563),
        *(587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061),
        *(6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of a URL that a request is made of."""

    scheme: str
    # A name in ASCII, or an address without brackets.
    host: str
    port: int
    # Path and query, as they stand in the request line.
    target: str

    @property
    def is_secure(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


@lru_cache(maxsize=1024)
def place_of(url: str) -> Place:
    """The parts of a URL; raises Unreachable for one that nothing is sent to."""
    if UNFIT.search(url):
        raise _unfit("it has spaces, backslashes or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError as error:
        raise _unfit(str(error)) from error
    scheme = parts.scheme
    if scheme not in PORTS:
        raise _unfit("it begins neither with http:// nor with https://")
    if "[" in parts.netloc and ":" not in host:
        raise _unfit("the address in brackets is none")
    if "@" in parts.netloc:
        raise _unfit("it names a user; put user name and password in their own fields")
    port = PORTS[scheme] if port is None else port
    if port in CLOSED_PORTS:
        raise _unfit(f"port {port} belongs to another protocol")
    query = f"?{quote(parts.query, safe=QUERY_SAFE)}" if "?" in url.partition("#")[0] else ""
    return Place(scheme, host, port, (quote(parts.path, safe=PATH_SAFE) or "/") + query)


def _host(name: str) -> str:
    if ":" in name:
        if not LITERAL.fullmatch(name):
            raise ValueError("the address in brackets is none")
        return name
    ascii_name = name.encode("idna").decode()
    if not HOST.fullmatch(ascii_name):
        raise ValueError("it has no host name")
    return ascii_name.lower()


def _unfit(why: str) -> Unreachable:
    return Unreachable("request", f"The URL cannot be used: {why}")
