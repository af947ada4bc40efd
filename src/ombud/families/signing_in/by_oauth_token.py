"""Proof by an OAuth access token: one user, with the scopes that the token was given."""

from dataclasses import replace

import msgspec
from sqlalchemy import bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.signing_in import seen
from ombud.families.signing_in.people import actor_or_refusal
from ombud.families.signing_in.scopes import expanded
from ombud.tables import oauth_tokens
from ombud.values.tokens import digest
from ombud.wire.context import Actor
from ombud.wire.errors import Unauthenticated

__all__ = ["actor_by_oauth_token"]

TOKEN = Prepared(
    select(
        oauth_tokens.c.id,
        oauth_tokens.c.user_id,
        oauth_tokens.c.scopes,
        oauth_tokens.c.used_at,
        oauth_tokens.c.expires_at,
    ).where(oauth_tokens.c.token_digest == bindparam("digest"))
)


def actor_by_oauth_token(db: Transaction, token: str, now: int) -> Actor:
    """The token's user; raises Unauthenticated in OAuth's words, Forbidden when suspended."""
    row = db.row(TOKEN, {"digest": digest(token)})
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        raise Unauthenticated.bad_token()
    actor = actor_or_refusal(db, row.user_id, Unauthenticated.bad_token())
    seen.mark_oauth_token(db, row.id, row.used_at, now)
    return replace(actor, scopes=expanded(msgspec.json.decode(row.scopes, type=list[str])))
