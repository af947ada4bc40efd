"""The requests of webhooks: address, headers, signature and body.

The signature is that of the timestamp and the body together, by the webhook's secret.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from ombud.families.webhooks.written import Credentials
from ombud.outgoing.http import HttpRequest
from ombud.values.text import as_json
from ombud.values.times import iso

__all__ = ["MOST_BYTES", "PATIENCE", "Sealed", "is_too_large", "request_of"]

# Seconds that a receiver has.
PATIENCE = 12.0
# Bytes of a message.
MOST_BYTES = 256 * 1024
AGENT = "Zendesk Webhook"
CONTENT_TYPES = {
    "json": "application/json; charset=utf-8",
    "xml": "application/xml; charset=utf-8",
    "form_encoded": "application/x-www-form-urlencoded; charset=utf-8",
}
WITHOUT_BODY = frozenset({"GET", "DELETE"})


@dataclass(frozen=True, slots=True)
class Sealed:
    """A webhook with its secrets opened: what requests are made of."""

    webhook_id: str
    endpoint: str
    http_method: str
    request_format: str
    custom_headers: Mapping[str, str]
    credentials: Credentials | None = field(repr=False)
    signing_secret: str = field(repr=False)
    account_id: int

    def secrets(self) -> tuple[str, ...]:
        """What must not be told of a request."""
        own = (self.signing_secret,)
        return own if self.credentials is None else (*own, self.credentials.secret)


def request_of(
    webhook: Sealed, message: Any, invocation_id: str, now: int, extra: Mapping[str, str] = {}
) -> HttpRequest:
    """The request that carries a message: a text, or pairs of a name and a value.

    `extra` are headers of this request alone.
    """
    has_body = webhook.http_method not in WITHOUT_BODY
    body = _body(webhook, message) if has_body else b""
    url = webhook.endpoint
    if not has_body and isinstance(message, list):
        url = _with_query(url, _pairs(message))
    credentials = webhook.credentials
    if credentials and credentials.add_position == "query_string":
        url = _with_query(url, [(credentials.data["name"], credentials.data["value"])])
    timestamp = iso(now)
    headers = {
        "Content-Type": CONTENT_TYPES[webhook.request_format],
        "User-Agent": AGENT,
        "X-Zendesk-Account-Id": str(webhook.account_id),
        "X-Zendesk-Webhook-Id": webhook.webhook_id,
        "X-Zendesk-Webhook-Invocation-Id": invocation_id,
        "X-Zendesk-Webhook-Signature": _signature(webhook.signing_secret, timestamp, body),
        "X-Zendesk-Webhook-Signature-Timestamp": timestamp,
        **_authorization(credentials),
        **webhook.custom_headers,
        **extra,
    }
    return HttpRequest(webhook.http_method, url, tuple(headers.items()), body)


def is_too_large(message: Any) -> bool:
    """Whether a message is more than webhooks carry."""
    text = message if isinstance(message, str) else as_json(message)
    return len(text.encode()) > MOST_BYTES


def _body(webhook: Sealed, message: Any) -> bytes:
    if not isinstance(message, list):
        return str(message).encode()
    if webhook.request_format == "form_encoded":
        return urlencode(_pairs(message)).encode()
    # Pairs belong to forms; what is JSON or XML is a text.
    return as_json(dict(_pairs(message))).encode()


def _pairs(message: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in message]


def _with_query(url: str, pairs: Sequence[tuple[str, str]]) -> str:
    address, hash_, fragment = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}{hash_}{fragment}"


def _signature(secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.digest(secret.encode(), timestamp.encode() + body, hashlib.sha256)
    return base64.b64encode(digest).decode()


def _authorization(credentials: Credentials | None) -> dict[str, str]:
    if credentials is None or credentials.add_position != "header":
        return {}
    data = credentials.data
    if credentials.type == "basic_auth":
        pair = f"{data['username']}:{data['password']}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    if credentials.type == "bearer_token":
        return {"Authorization": f"Bearer {data['token']}"}
    return {data["name"]: data["value"]}
