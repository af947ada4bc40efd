"""From the Authorization header to the actor; the one function that the dispatcher calls."""

import base64
import binascii
import functools

from sqlalchemy import bindparam, select

from ombud.config import Config
from ombud.db import Transaction
from ombud.families.account_settings import settings
from ombud.families.signing_in.actors import actor_of, find_by_email
from ombud.families.signing_in.passwords import PasswordCheck
from ombud.tables import api_tokens, users
from ombud.values.tokens import digest
from ombud.wire.context import ANONYMOUS, Actor, Request
from ombud.wire.errors import Unauthenticated

__all__ = ["authenticate"]

TOKEN = select(api_tokens.c.id).where(
    api_tokens.c.token_digest == bindparam("digest"), api_tokens.c.active
)
PASSWORD = select(users.c.password_hash).where(users.c.id == bindparam("id"))


def authenticate(db: Transaction, request: Request, config: Config, now: int) -> Actor:
    """The actor behind the request's credential; raises Unauthenticated for a wrong one."""
    del now
    header = request.headers.get("authorization")
    if header is None:
        return ANONYMOUS
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        raise Unauthenticated
    name, secret = _basic(value.strip())
    email, is_token, _ = name.rpartition("/token")
    if is_token and name.endswith("/token"):
        return _by_api_token(db, email, secret)
    return _by_password(db, config, name, secret)


def _basic(value: str) -> tuple[str, str]:
    try:
        name, separator, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unauthenticated from error
    if not separator:
        raise Unauthenticated
    return name, secret


def _by_api_token(db: Transaction, email: str, token: str) -> Actor:
    known = db.cached(_good_tokens)
    token_digest = digest(token)
    if token_digest not in known:
        if db.value(TOKEN, {"digest": token_digest}) is None:
            raise Unauthenticated
        known.add(token_digest)
    if not db.cached(settings.load).flag("api.api_token_access"):
        raise Unauthenticated
    actor = _by_email(db, email)
    if actor is None or not actor.is_agent:
        raise Unauthenticated
    return actor


def _by_password(db: Transaction, config: Config, email: str, password: str) -> Actor:
    if not db.cached(settings.load).flag("api.api_password_access"):
        raise Unauthenticated(by_password=True)
    actor = _by_email(db, email)
    stored = db.value(PASSWORD, {"id": actor.id}) if actor else None
    check = password_check(config.password_cache_seconds)
    if actor is None or not check.is_right(password, stored):
        raise Unauthenticated(by_password=True)
    return actor


def _by_email(db: Transaction, email: str) -> Actor | None:
    known = db.cached(_known_addresses)
    user_id = known.get(email)
    if user_id is None:
        user_id = find_by_email(db, email)
        if user_id is None:
            return None
        known[email] = user_id
    return actor_of(db, user_id)


@functools.cache
def password_check(seconds: int) -> PasswordCheck:
    """The process's one memory of right passwords."""
    return PasswordCheck(seconds)


def _good_tokens(_db: Transaction) -> set[str]:
    """Digests of API tokens that were found good since the configuration last changed."""
    return set()


def _known_addresses(_db: Transaction) -> dict[str, int]:
    """Who was found behind an address since the configuration last changed."""
    return {}
