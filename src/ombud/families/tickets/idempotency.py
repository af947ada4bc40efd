"""Idempotency-Key: the same key and body create one ticket, however often they are sent."""

import hashlib

import msgspec
from sqlalchemy import delete, select

from ombud.db import Duplicate
from ombud.tables import idempotency_keys
from ombud.values.text import as_json
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest, Conflict

__all__ = ["recall", "remember"]

HEADER = "idempotency-key"
LIFETIME = 2 * 3600
LONGEST = 255
MISMATCH = "Request parameters don't match the given idempotency key"


def recall(ctx: Context) -> dict[str, msgspec.Raw] | None:
    """The body that was answered to this key before; None for a new key or none.

    Raises BadRequest when the key was used with another body.
    """
    key = ctx.request.headers.get(HEADER)
    if not key:
        return None
    if len(key) > LONGEST:
        raise BadRequest(HEADER, f"must have at most {LONGEST} characters")
    ctx.headers["X-Idempotency-Lookup"] = "miss"
    ctx.db.run(delete(idempotency_keys).where(idempotency_keys.c.created_at <= ctx.now - LIFETIME))
    row = ctx.db.row(select(idempotency_keys).where(idempotency_keys.c.key == key))
    if row is None:
        return None
    if row.request_digest != _digest(ctx):
        raise BadRequest.plain("IdempotentRequestError", MISMATCH)
    ctx.headers["X-Idempotency-Lookup"] = "hit"
    ctx.headers["Location"] = ctx.links.api(f"/tickets/{row.ticket_id}")
    return msgspec.json.decode(row.answer, type=dict[str, msgspec.Raw])


def remember(ctx: Context, ticket_id: int, body: object) -> None:
    """Keep what is answered to the request's key, in the transaction that creates the ticket."""
    key = ctx.request.headers.get(HEADER)
    if not key:
        return
    try:
        ctx.db.insert(
            idempotency_keys,
            key=key,
            request_digest=_digest(ctx),
            ticket_id=ticket_id,
            answer=as_json(body),
            created_at=ctx.now,
        )
    except Duplicate as error:
        raise Conflict("A request with this idempotency key is under way") from error


def _digest(ctx: Context) -> str:
    """Of who asks and what is asked: another caller's key is another request."""
    return hashlib.sha256(f"{ctx.actor.id}\0".encode() + ctx.request.body).hexdigest()
