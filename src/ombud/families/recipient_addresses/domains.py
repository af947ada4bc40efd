"""The desk's own mail domain, and in which form addresses within it are stored."""

from urllib.parse import urlsplit

from ombud.config import Config
from ombud.wire.context import Context

__all__ = ["OWN", "own_domain", "shown", "stored"]

# Stands for the own domain in stored addresses; no domain can be called so (RFC 2606).
OWN = "own.invalid"


def own_domain(config: Config, subdomain: str) -> str:
    """Where the account's addresses are: the mail domain, below which further accounts have theirs.

    # Zendesk: own-mail-domain (docs/quirks.md#own-mail-domain)
    """
    whole = config.mail_domain.lower() or _host(config.public_url)
    return whole if subdomain == config.subdomain else f"{subdomain}.{whole}"


def stored(ctx: Context, email: str) -> str:
    """The address in the form of the table, in lower case."""
    local, _, domain = email.strip().lower().rpartition("@")
    own = own_domain(ctx.config, ctx.account.subdomain)
    return f"{local}@{OWN if domain == own else domain}"


def shown(ctx: Context, email: str) -> str:
    """A stored address as people know it."""
    local, _, domain = email.rpartition("@")
    own = own_domain(ctx.config, ctx.account.subdomain)
    return f"{local}@{own if domain == OWN else domain}"


def _host(url: str) -> str:
    """The host of the links, where it is a name: no mail goes to numbers."""
    host = (urlsplit(url).hostname or "").lower()
    return host if any(letter.isalpha() for letter in host) and ":" not in host else "localhost"
