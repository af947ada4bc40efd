"""Changes of webhooks as verbs of the desk."""

import base64
import secrets
from typing import Any

import msgspec
from sqlalchemy import Row, delete

from ombud.families.webhooks import queries
from ombud.families.webhooks.shapes import WebhookChange
from ombud.families.webhooks.written import checked, credentials_in, refused, stays
from ombud.storage import seal_of
from ombud.tables import webhooks
from ombud.values.ulids import new_ulid
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["change", "create", "remove", "replace", "reset_secret", "stored"]

Json = dict[str, Any]
SECRET_BYTES = 32
# What a test alone reads, and what is written in another way.
APART = frozenset({"authentication", "payload", "parameters", "headers"})


def create(ctx: Context, given: WebhookChange, like: str | None = None) -> str:
    """Create a webhook and return its id. A clone gets a secret of its own and no credentials.

    # Zendesk: cloned-webhooks (docs/quirks.md#cloned-webhooks)
    """
    written = _written(given)
    if like is not None:
        written = {**stored(queries.find(ctx, like)), **written}
    columns = checked(written) | _authentication(ctx, given)
    webhook_id = new_ulid(ctx.now)
    ctx.db.insert(
        webhooks,
        id=webhook_id,
        signing_secret=_new_secret(ctx),
        created_by=ctx.actor.id,
        created_at=ctx.now,
        **columns,
    )
    ctx.db.configuration_changed()
    return webhook_id


def replace(ctx: Context, webhook_id: str, given: WebhookChange) -> None:
    """Make a webhook what is given; what is not goes. Credentials stay unless they are given."""
    row = queries.lock(ctx, webhook_id)
    kept = {"subscriptions": stored(row)["subscriptions"]}
    _update(ctx, row, {**kept, **_written(given)}, given)


def change(ctx: Context, webhook_id: str, given: WebhookChange) -> None:
    """Change what is given."""
    row = queries.lock(ctx, webhook_id)
    _update(ctx, row, {**stored(row), **_written(given)}, given)


def remove(ctx: Context, webhook_id: str) -> None:
    """Delete a webhook; one that an active rule uses stays.

    # Zendesk: webhooks-in-use (docs/quirks.md#webhooks-in-use)
    """
    queries.lock(ctx, webhook_id)
    if queries.is_used(ctx, webhook_id):
        raise refused("The webhook is used by an active trigger or automation")
    ctx.db.run(delete(webhooks).where(webhooks.c.id == webhook_id))
    ctx.db.configuration_changed()


def reset_secret(ctx: Context, webhook_id: str) -> None:
    """Give a webhook a new secret."""
    queries.find(ctx, webhook_id)
    ctx.db.update(webhooks, webhook_id, {"signing_secret": _new_secret(ctx), **_changed(ctx)})
    ctx.db.configuration_changed()


def stored(row: Row[Any]) -> Json:
    """What may be written of a webhook, as it is now."""
    external = row.external_source
    return {
        "name": row.name,
        "description": row.description,
        "status": row.status,
        "subscriptions": msgspec.json.decode(row.subscriptions),
        "endpoint": row.endpoint,
        "http_method": row.http_method,
        "request_format": row.request_format,
        "custom_headers": msgspec.json.decode(row.custom_headers),
        "external_source": None if external is None else msgspec.json.decode(external),
    }


def _update(ctx: Context, row: Row[Any], written: Json, given: WebhookChange) -> None:
    before = stored(row)
    columns = checked(written, {"subscriptions": before["subscriptions"]})
    if given.authentication is not UNSET:
        columns |= _authentication(ctx, given)
    elif row.credentials is not None and not stays(row.endpoint, columns["endpoint"]):
        # Zendesk: credentials-of-webhooks (docs/quirks.md#credentials-of-webhooks)
        raise refused("authentication must be given again when the endpoint has another host")
    ctx.db.update(webhooks, row.id, {**columns, **_changed(ctx)})
    ctx.db.configuration_changed()


def _written(given: WebhookChange) -> Json:
    return {name: value for name, value in given.given().items() if name not in APART}


def _authentication(ctx: Context, given: WebhookChange) -> Json:
    credentials = credentials_in(given.authentication)
    if credentials is None:
        return {"authentication": None, "credentials": None}
    return {
        "authentication": msgspec.json.encode(credentials.shown()).decode(),
        "credentials": seal_of(ctx.config).seal(msgspec.json.encode(credentials).decode()),
    }


def _changed(ctx: Context) -> Json:
    return {"updated_by": ctx.actor.id, "updated_at": ctx.now}


def _new_secret(ctx: Context) -> str:
    secret = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return seal_of(ctx.config).seal(secret)
