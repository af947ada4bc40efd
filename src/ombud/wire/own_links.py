"""Where an account is, as whatever leaves the desk says it: never what a request says of its host."""

from urllib.parse import urlsplit, urlunsplit

from ombud.config import Config
from ombud.db import Account
from ombud.wire.context import Links

__all__ = ["below", "own_links"]

ANY_ADDRESS = frozenset({"0.0.0.0", "::", "127.0.0.1", "::1"})  # noqa: S104 (nothing is bound here)
PORTS = {"http": 80, "https": 443}


def own_links(config: Config, account: Account) -> Links:
    """Links by the public URL; without one, by the address on which the server listens."""
    url = config.public_url.rstrip("/") or _listening(config)
    return Links(url if account.is_default else below(url, account.subdomain))


def below(url: str, name: str) -> str:
    """The same URL with the name before its host; numbers have no names below, `localhost` has."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if ":" in host or not any(letter.isalpha() for letter in host):
        host = "localhost"
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit((parts.scheme, f"{name}.{host}{port}", parts.path, "", ""))


def _listening(config: Config) -> str:
    scheme = "https" if config.tls_certificate else "http"
    host = "localhost" if config.host in ANY_ADDRESS else config.host
    host = f"[{host}]" if ":" in host else host
    port = "" if config.port in {0, PORTS[scheme]} else f":{config.port}"
    return f"{scheme}://{host}{port}"
