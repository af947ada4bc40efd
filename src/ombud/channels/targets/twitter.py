"""Twitter: a post, signed with OAuth 1.0a (RFC 5849)."""

import base64
import hashlib
import hmac
from urllib.parse import quote, unquote, urlsplit

from ombud.channels.targets.message import Exchange, Message, form

__all__ = ["exchange"]

LONGEST = 280


def exchange(message: Message) -> Exchange:
    """# Zendesk: retired-services (docs/quirks.md#retired-services)."""
    address, key, secret = _application(message.services.address("twitter"))
    url = f"{address}/1.1/statuses/update.json"
    text = message.text
    status = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    oauth = {
        "oauth_consumer_key": key,
        "oauth_nonce": message.key,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(message.now),
        "oauth_token": message.of("token"),
        "oauth_version": "1.0",
    }
    keys = f"{_escaped(secret)}&{_escaped(message.of('secret'))}"
    oauth["oauth_signature"] = _signature(url, {**oauth, "status": status}, keys)
    said = ", ".join(f'{name}="{_escaped(value)}"' for name, value in sorted(oauth.items()))
    yield form("POST", url, [("status", status)], (("Authorization", f"OAuth {said}"),))


def _application(service: str) -> tuple[str, str, str]:
    """The address without the application's key and secret, and those."""
    parts = urlsplit(service)
    if "@" not in parts.netloc:
        return service, "", ""
    host = parts.netloc.rpartition("@")[2]
    key, secret = unquote(parts.username or ""), unquote(parts.password or "")
    return f"{parts.scheme}://{host}{parts.path}", key, secret


def _signature(url: str, parameters: dict[str, str], keys: str) -> str:
    pairs = sorted((_escaped(name), _escaped(value)) for name, value in parameters.items())
    listed = "&".join(f"{name}={value}" for name, value in pairs)
    signed = "&".join(("POST", _escaped(url), _escaped(listed)))
    digest = hmac.digest(keys.encode(), signed.encode(), hashlib.sha1)
    return base64.b64encode(digest).decode()


def _escaped(text: str) -> str:
    return quote(text, safe="-._~")
