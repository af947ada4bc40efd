"""Proof by an API token of the account, with which any verified agent can be meant."""

from typing import Literal

from sqlalchemy import bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.account_settings import settings
from ombud.families.signing_in.attempts import Attempts
from ombud.families.signing_in.people import actor_or_refusal, person_by_email
from ombud.tables import api_tokens
from ombud.values.tokens import digest
from ombud.wire.context import Actor
from ombud.wire.errors import Unauthenticated

__all__ = ["actor_by_api_token"]

TOKEN = Prepared(
    select(api_tokens.c.id).where(
        api_tokens.c.token_digest == bindparam("digest"), api_tokens.c.active
    )
)


def actor_by_api_token(db: Transaction, email: str, token: str, address: str) -> Actor:
    """The agent of this address; raises Unauthenticated, Forbidden or TooManyRequests.

    # Zendesk: end-users-and-api-tokens
    """
    if not db.cached(settings.load).flag("api.api_token_access"):
        raise Unauthenticated
    attempts = db.kept(Attempts)
    attempts.check(email, address)
    if not db.cached(_is_good, digest(token)):
        raise Unauthenticated(delay=attempts.failed(email, address))
    attempts.succeeded(email, address)
    person = person_by_email(db, email)
    if person is None or not person.verified:
        raise Unauthenticated
    actor = actor_or_refusal(db, person.id, Unauthenticated)
    if not actor.is_agent:
        raise Unauthenticated
    return actor


def _is_good(db: Transaction, token_digest: str) -> Literal[True] | None:
    """None for wrong ones, so that nobody fills the memory with them."""
    return None if db.value(TOKEN, {"digest": token_digest}) is None else True
