"""Sends one request of a webhook while its author waits; nothing of it is kept."""

from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import Any

import msgspec

from ombud.families.webhooks import queries
from ombud.families.webhooks.attempting import Attempted, attempt
from ombud.families.webhooks.opening import account_id, opened
from ombud.families.webhooks.requests import MOST_BYTES, PATIENCE, Sealed, is_too_large, request_of
from ombud.families.webhooks.service import APART, stored
from ombud.families.webhooks.shapes import WebhookChange
from ombud.families.webhooks.written import checked, credentials_in, refused
from ombud.outgoing.http import client_of
from ombud.values.sealing import BrokenSeal
from ombud.values.ulids import new_ulid
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import TooManyRequests

__all__ = ["send_test"]

Json = dict[str, Any]
# Known to everybody: what is signed with it was sent by somebody who tried something.
TEST_SECRET = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="  # noqa: S105 (a documented constant)
UNSAVED = {
    "name": "Test",
    "status": "active",
    "http_method": "POST",
    "request_format": "json",
    "subscriptions": None,
}
# Tests are sent by the threads that passwords are checked in, of which there are five at least.
AT_ONCE = 3
ROOM = BoundedSemaphore(AT_ONCE)
FULL = f"{AT_ONCE} webhooks are being tested at this moment. Try again when they have answered."
GREETING = '{"message": "This is a test of a webhook."}'


def send_test(ctx: Context, webhook_id: str | None, given: WebhookChange) -> Json:
    """Send a request to a webhook, or as one would be sent that is not stored yet.

    Raises NotFound, BadRequest for what no webhook can be, and TooManyRequests while too many
    others are sent: receivers that never answer must not keep anybody from signing in.
    """
    webhook = _webhook(ctx, webhook_id, given)
    message = _message(given)
    if is_too_large(message):
        raise refused(f"the message has more than {MOST_BYTES} bytes")
    extra = _headers(given.headers or [])
    client = client_of(ctx.config.outgoing_allowed_networks)

    def send() -> Attempted | None:
        if not ROOM.acquire(blocking=False):
            return None
        try:
            request = request_of(webhook, message, new_ulid(ctx.now), ctx.now, extra)
            return attempt(client, request, webhook.secrets())
        finally:
            ROOM.release()

    # The receiver may take seconds: nobody else has to wait for it.
    name = ("test of a webhook", webhook_id, msgspec.json.encode(given))
    made = ctx.db.slowly(name, send)
    if made is None:
        raise TooManyRequests(int(PATIENCE), "TooManyTests", FULL)
    return _answer(made)


def _webhook(ctx: Context, webhook_id: str | None, given: WebhookChange) -> Sealed:
    written = {name: value for name, value in given.given().items() if name not in APART}
    credentials, secret = None, TEST_SECRET
    if webhook_id is not None:
        row = queries.find(ctx, webhook_id)
        try:
            sealed = opened(ctx, row)
        except BrokenSeal as error:
            raise refused(
                "The credentials were sealed with another key: give them again"
            ) from error
        credentials, secret = sealed.credentials, sealed.signing_secret
        written = {**stored(row), **written}
        if written["endpoint"] != row.endpoint and given.authentication is UNSET:
            # Credentials go where they were meant to go.
            credentials = None
    columns = checked({**UNSAVED, **written})
    if given.authentication is not UNSET:
        credentials = credentials_in(given.authentication)
    return Sealed(
        webhook_id=webhook_id or "",
        endpoint=columns["endpoint"],
        http_method=columns["http_method"],
        request_format=columns["request_format"],
        custom_headers=msgspec.json.decode(columns["custom_headers"]),
        credentials=credentials,
        signing_secret=secret,
        account_id=ctx.db.cached(account_id),
    )


def _message(given: WebhookChange) -> Any:
    if given.parameters is not UNSET and given.parameters is not None:
        return [_pair(each) for each in given.parameters]
    if given.payload is UNSET or given.payload is None:
        return GREETING
    payload = given.payload
    return payload if isinstance(payload, str) else msgspec.json.encode(payload).decode()


def _pair(given: Any) -> tuple[str, str]:
    if isinstance(given, Mapping) and "key" in given:
        given = [given["key"], given.get("value")]
    if not isinstance(given, list) or len(given) != 2:
        raise refused("parameters and headers must be pairs of a name and a value")
    name, value = (text_of(each) or "" for each in given)
    return name, value


def _headers(given: list[Json]) -> dict[str, str]:
    found = dict(map(_pair, given))
    checked({**UNSAVED, "endpoint": "http://webhook.example/", "custom_headers": found})
    return found


def _answer(made: Attempted) -> Json:
    received = made.response
    told: Json = {
        "status": made.problem or ""
        if received is None
        else f"{received.status} {received.reason}",
        "status_code": 0 if received is None else received.status,
        "headers": made.received.get("headers", []),
        "payload": made.received.get("payload", ""),
    }
    # Zendesk: tested-webhooks (docs/quirks.md#tested-webhooks)
    test = {
        "status": made.status,
        "message": made.problem or "",
        "response_code": told["status_code"],
        "response_body": told["payload"],
    }
    return {"response": told, "test": test}
