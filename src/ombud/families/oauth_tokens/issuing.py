"""Makes access and refresh tokens, renews them, and takes them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, update

from ombud.tables import oauth_spent, oauth_tokens
from ombud.values.text import as_json
from ombud.values.tokens import digest, new_token
from ombud.wire.context import Context

__all__ = [
    "ACCESS_SECONDS",
    "REFRESH_SECONDS",
    "Issued",
    "Lifetimes",
    "issue",
    "renew",
    "revoke",
    "spend",
]

# The shortest and the longest time that a client may ask for.
ACCESS_SECONDS = (300, 172_800)
REFRESH_SECONDS = (604_800, 7_776_000)
TOKEN_LENGTH, HINT_LENGTH = 64, 10


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Seconds that tokens live; an access token without a number does not end by itself.

    # Zendesk: token-lifetimes
    """

    access: int | None = None
    refresh: int = REFRESH_SECONDS[1]


@dataclass(frozen=True, slots=True)
class Issued:
    """The secrets of a token, known only now."""

    id: int
    token: str
    refresh_token: str | None
    scopes: Sequence[str]
    lifetimes: Lifetimes

    def answer(self) -> dict[str, Any]:
        """The body that RFC 6749, section 5.1, wants."""
        body: dict[str, Any] = {
            "access_token": self.token,
            "token_type": "bearer",
            "scope": " ".join(self.scopes),
        }
        if self.lifetimes.access is not None:
            body["expires_in"] = self.lifetimes.access
        if self.refresh_token is not None:
            body["refresh_token"] = self.refresh_token
            body["refresh_token_expires_in"] = self.lifetimes.refresh
        return body


def issue(
    ctx: Context,
    *,
    client_id: int | None,
    user_id: int,
    scopes: Sequence[str],
    lifetimes: Lifetimes,
    refreshable: bool,
) -> Issued:
    """A new token of this user for this client."""
    secrets, values = _secrets(ctx, lifetimes, refreshable=refreshable)
    token_id = ctx.db.insert(
        oauth_tokens,
        client_id=client_id,
        user_id=user_id,
        scopes=as_json(scopes),
        created_at=ctx.now,
        **values,
    )
    return Issued(token_id, *secrets, scopes, lifetimes)


def renew(
    ctx: Context, token: Any, refresh_token: str, scopes: Sequence[str], lifetimes: Lifetimes
) -> Issued | None:
    """Replace both secrets of a token; None when its refresh token was used a moment ago."""
    secrets, values = _secrets(ctx, lifetimes, refreshable=True)
    changed = update(oauth_tokens).where(
        oauth_tokens.c.id == token.id, oauth_tokens.c.refresh_digest == digest(refresh_token)
    )
    values["scopes"] = as_json(scopes)
    if ctx.db.run(changed.values(**values)) == 0:
        return None
    spend(ctx, refresh_token, token.id)
    return Issued(token.id, *secrets, scopes, lifetimes)


def spend(ctx: Context, secret: str, token_id: int) -> None:
    """Remember that a code or a refresh token was used for this token, and forget old ones."""
    ctx.db.run(delete(oauth_spent).where(oauth_spent.c.expires_at <= ctx.now))
    expires_at = ctx.now + REFRESH_SECONDS[1]
    ctx.db.insert(oauth_spent, digest=digest(secret), token_id=token_id, expires_at=expires_at)


def revoke(ctx: Context, token_id: int) -> None:
    """End a token; whoever uses it is refused from now on."""
    ctx.db.run(delete(oauth_tokens).where(oauth_tokens.c.id == token_id))


def _secrets(
    ctx: Context, lifetimes: Lifetimes, *, refreshable: bool
) -> tuple[tuple[str, str | None], dict[str, Any]]:
    token = new_token(TOKEN_LENGTH)
    refresh_token = new_token(TOKEN_LENGTH) if refreshable else None
    columns: Mapping[str, Any] = {
        "token_digest": digest(token),
        "token_hint": token[:HINT_LENGTH],
        "refresh_digest": digest(refresh_token) if refresh_token else None,
        "access_seconds": lifetimes.access,
        "expires_at": None if lifetimes.access is None else ctx.now + lifetimes.access,
        "refresh_expires_at": ctx.now + lifetimes.refresh if refresh_token else None,
    }
    return (token, refresh_token), dict(columns)
