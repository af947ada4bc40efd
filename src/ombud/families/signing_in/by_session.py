"""Proof by the cookie of a browser session, with a second token on whatever changes things."""

import hashlib
import hmac
from dataclasses import replace

from sqlalchemy import bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.signing_in import seen
from ombud.families.signing_in.actors import actor_of
from ombud.tables import sessions
from ombud.values.tokens import digest
from ombud.wire.context import ANONYMOUS, Actor, Request
from ombud.wire.errors import Forbidden

__all__ = ["COOKIE", "IDLE_SECONDS", "actor_by_session", "cookie", "csrf_token", "session_cookie"]

COOKIE = "_zendesk_session"
# Zendesk: session-lifetime (docs/quirks.md#session-lifetime)
IDLE_SECONDS = 8 * 3600
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION = Prepared(
    select(sessions.c.id, sessions.c.user_id, sessions.c.last_seen_at).where(
        sessions.c.token_digest == bindparam("digest"), sessions.c.last_seen_at > bindparam("since")
    )
)


def actor_by_session(db: Transaction, request: Request, now: int) -> Actor:
    """The session's user, or nobody when there is no such session (any more).

    Raises Forbidden for a change without the session's CSRF token.
    """
    token = cookie(request, COOKIE)
    if not token:
        return ANONYMOUS
    row = db.row(SESSION, {"digest": digest(token), "since": now - IDLE_SECONDS})
    actor = None if row is None else actor_of(db, row.user_id)
    if row is None or actor is None:
        return ANONYMOUS
    expected = csrf_token(token)
    given = request.headers.get("x-csrf-token", "")
    if request.method not in SAFE and not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forbidden("The X-CSRF-Token header is missing or does not belong to this session.")
    seen.mark_session(db, row.id, row.last_seen_at, now)
    return replace(actor, session_id=row.id, csrf_token=expected)


def csrf_token(session_token: str) -> str:
    """What a page must send back to prove that it could read an answer; nothing is stored."""
    return hmac.digest(session_token.encode(), b"csrf", hashlib.sha256).hex()


def cookie(request: Request, name: str) -> str | None:
    """The value of a cookie, as the browser sent it."""
    for pair in request.headers.get("cookie", "").split(";"):
        key, separator, value = pair.strip().partition("=")
        if separator and key == name:
            return value
    return None


def session_cookie(token: str, base_url: str, name: str = COOKIE) -> str:
    """The Set-Cookie header that starts a session, or with an empty token ends it."""
    secure = "; Secure" if base_url.startswith("https:") else ""
    age = "" if token else "; Max-Age=0"
    return f"{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"
