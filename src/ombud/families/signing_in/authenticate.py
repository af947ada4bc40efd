"""From what a request carries to the actor; the one function that the dispatcher calls."""

import base64
import binascii
from dataclasses import replace

from ombud.config import Config
from ombud.db import Transaction
from ombud.families.account_settings import settings
from ombud.families.signing_in import seen
from ombud.families.signing_in.actors import actor_of
from ombud.families.signing_in.by_api_token import actor_by_api_token
from ombud.families.signing_in.by_oauth_token import actor_by_oauth_token
from ombud.families.signing_in.by_password import actor_by_password
from ombud.families.signing_in.by_session import actor_by_session
from ombud.families.signing_in.people import person_by_email
from ombud.wire.context import ANONYMOUS, Actor, Request
from ombud.wire.errors import Forbidden, Unauthenticated

__all__ = ["TOKEN_ENDPOINT", "authenticate"]

# There the Authorization header names a client, not a person, and no cookie counts.
TOKEN_ENDPOINT = "/oauth/tokens"  # noqa: S105 (a path)


def authenticate(db: Transaction, request: Request, config: Config, now: int) -> Actor:
    """The actor behind the request's credential, or nobody when it carries none.

    Raises Unauthenticated for a wrong credential, Forbidden for a suspended user or a missing
    CSRF token, TooManyRequests after too many wrong ones.
    """
    if request.path == TOKEN_ENDPOINT:
        return ANONYMOUS
    actor = _signed_in(db, request, config, now)
    if actor.id is not None and actor.session_id is None:
        seen.mark_sign_in(db, actor.id, now)
    end_user = request.headers.get("x-on-behalf-of", "").strip()
    if end_user and actor.id is not None:
        return _on_behalf_of(db, actor, end_user)
    return actor


def _signed_in(db: Transaction, request: Request, config: Config, now: int) -> Actor:
    header = request.headers.get("authorization")
    if header is None:
        return actor_by_session(db, request, now)
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return actor_by_oauth_token(db, value.strip(), now)
    if scheme.lower() != "basic":
        raise Unauthenticated
    name, secret = _basic(value.strip())
    if name.endswith("/token"):
        return actor_by_api_token(db, name.removesuffix("/token"), secret, request.ip_address)
    if not db.cached(settings.load).flag("api.api_password_access"):
        raise Unauthenticated(by_password=True)
    return actor_by_password(db, config, name, secret, request.ip_address)


def _basic(value: str) -> tuple[str, str]:
    try:
        name, separator, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError) as error:
        raise Unauthenticated from error
    if not separator or "\0" in name:
        raise Unauthenticated
    return name, secret


def _on_behalf_of(db: Transaction, admin: Actor, email: str) -> Actor:
    """The end user for whom an admin asks, with the end user's rights.

    # Zendesk: on-behalf-of
    """
    if not admin.is_admin:
        raise Forbidden
    if admin.scopes is not None and "impersonate" not in admin.scopes:
        raise Forbidden("You are missing the following required scopes: impersonate")
    person = person_by_email(db, email)
    end_user = actor_of(db, person.id) if person else None
    if end_user is None or end_user.is_agent:
        raise Forbidden("X-On-Behalf-Of must be the e-mail address of an active end user.")
    return replace(end_user, scopes=admin.scopes)
