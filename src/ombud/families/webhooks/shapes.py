"""The webhook objects and what may be written of them."""

from typing import Any, ClassVar

import msgspec
from msgspec import UnsetType

from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words

__all__ = [
    "Attempt",
    "CloneQuery",
    "Invocation",
    "InvocationQuery",
    "SigningSecret",
    "TriedQuery",
    "Webhook",
    "WebhookChange",
    "WebhookQuery",
]

Text = str | UnsetType
Json = dict[str, Any]


class SigningSecret(Shape, kw_only=True):
    """What a receiver checks signatures with."""

    root: ClassVar[str] = "signing_secret"

    algorithm: str
    secret: str


class Webhook(Shape, kw_only=True):
    """A webhook; of its credentials only what is no secret."""

    root: ClassVar[str] = "webhook"
    roots: ClassVar[str] = "webhooks"

    id: str
    name: str
    description: Text = UNSET
    status: str
    subscriptions: list[str]
    created_at: str
    created_by: str
    updated_at: Text = UNSET
    updated_by: Text = UNSET
    endpoint: str
    http_method: str
    request_format: str
    authentication: Json | UnsetType = UNSET
    custom_headers: Json | UnsetType = UNSET
    external_source: Json | UnsetType = UNSET
    signing_secret: SigningSecret | UnsetType = UNSET


class WebhookChange(Change):
    """What a caller may write."""

    name: Maybe[Words] = UNSET
    description: Maybe[Words] = UNSET
    status: Maybe[str] = UNSET
    subscriptions: Maybe[list[str]] = UNSET
    endpoint: Maybe[str] = UNSET
    http_method: Maybe[str] = UNSET
    request_format: Maybe[str] = UNSET
    authentication: Maybe[Json] = UNSET
    custom_headers: Maybe[Json] = UNSET
    external_source: Maybe[Json] = UNSET
    # Of a test: what is sent.
    payload: Maybe[Any] = UNSET
    parameters: Maybe[list[Any]] = UNSET
    headers: Maybe[list[Json]] = UNSET


class WebhookQuery(msgspec.Struct):
    """Which webhooks are listed."""

    name_contains: str | None = msgspec.field(name="filter[name_contains]", default=None)
    status: str | None = msgspec.field(name="filter[status]", default=None)


class CloneQuery(msgspec.Struct):
    """The webhook that the new one is like."""

    clone_webhook_id: str | None = None


class TriedQuery(msgspec.Struct):
    """The webhook that is tested; without one all comes from the body."""

    webhook_id: str | None = None


class Invocation(Shape, kw_only=True):
    """One message to a webhook, which may take several attempts."""

    root: ClassVar[str] = "invocation"
    roots: ClassVar[str] = "invocations"

    id: str
    webhook_id: str
    status: str
    status_code: int | UnsetType = UNSET
    created_at: str
    latest_completed_at: Text = UNSET
    event_type: Text = UNSET
    attempts_count: int


class InvocationQuery(msgspec.Struct):
    """Which invocations are listed; times are ISO 8601."""

    status: str | None = msgspec.field(name="filter[status]", default=None)
    from_ts: str | None = msgspec.field(name="filter[from_ts]", default=None)
    to_ts: str | None = msgspec.field(name="filter[to_ts]", default=None)


class Attempt(Shape, kw_only=True):
    """One request of an invocation and what came back, without secrets."""

    root: ClassVar[str] = "attempt"
    roots: ClassVar[str] = "attempts"

    id: str
    invocation_id: str
    status: str
    status_code: int | UnsetType = UNSET
    request: Json
    response: Json
    response_code: int | UnsetType = UNSET
    response_headers: Json
    response_body: str
    error_message: Text = UNSET
    created_at: str
    completed_at: str
