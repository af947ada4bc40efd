"""Where a client may have its users sent back to."""

import re
from urllib.parse import urlsplit

from ombud.wire.errors import Invalid

__all__ = ["clean_redirects"]

MOST, LONGEST = 50, 2000
SEPARATOR = re.compile(r"[\s,]+")
# Visible ASCII, without what browsers or headers read as something else.
CHARACTERS = re.compile(r"[!#-;=?-\[\]_a-z~%@&$']+", re.IGNORECASE)
HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+", re.IGNORECASE)
# What is sent there never leaves the machine, so nobody can read the code on its way.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# A scheme of an installed app is its reversed domain name.
APP_SCHEME = re.compile(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+")


def clean_redirects(given: list[str] | str | None) -> list[str]:
    """The URIs, each once; text may hold several. Raises Invalid for what no client may name.

    # Zendesk: redirect-schemes
    """
    uris = SEPARATOR.split(given.strip()) if isinstance(given, str) else given or []
    cleaned = list(dict.fromkeys(uri.strip() for uri in uris if uri.strip()))
    if len(cleaned) > MOST:
        raise Invalid.one("redirect_uri", f"Redirect uri: at most {MOST} are possible")
    for uri in cleaned:
        if len(uri) > LONGEST or not CHARACTERS.fullmatch(uri) or not _is_allowed(uri):
            description = f"Redirect uri: {uri[:100]} is not an absolute URI that can be used"
            raise Invalid.one("redirect_uri", description)
    return cleaned


def _is_allowed(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return False
    if parts.fragment or "#" in uri or port == 0:
        return False
    if parts.scheme in {"http", "https"}:
        host = parts.hostname or ""
        is_safe = parts.scheme == "https" or host in LOOPBACK
        return is_safe and parts.username is None and HOST.fullmatch(host) is not None
    return APP_SCHEME.fullmatch(parts.scheme) is not None
