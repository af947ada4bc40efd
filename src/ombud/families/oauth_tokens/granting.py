"""The token endpoint: what a client shows, and the tokens that it is given for it (RFC 6749)."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, delete

from ombud.families.account_settings import settings
from ombud.families.oauth_clients import queries as client_queries
from ombud.families.oauth_tokens import issuing, queries
from ombud.families.oauth_tokens.issuing import ACCESS_SECONDS, REFRESH_SECONDS, Issued, Lifetimes
from ombud.families.signing_in.actors import actor_of
from ombud.families.signing_in.by_password import actor_by_password
from ombud.families.signing_in.scopes import checked_scopes
from ombud.tables import oauth_codes
from ombud.values.tokens import digest
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, OAuthRefused, Unauthenticated

__all__ = ["grant"]

Parameters = Mapping[str, str]
DEFAULT_SCOPES = ("read",)


def grant(ctx: Context, given: Parameters) -> Issued:
    """Tokens for what the client shows; raises OAuthRefused."""
    kind = given.get("grant_type", "")
    if not kind:
        raise OAuthRefused("invalid_request", "grant_type is missing.")
    if kind not in GRANTS:
        raise OAuthRefused("unsupported_grant_type", f"grant_type {kind[:60]} is not known.")
    client = _client(ctx, given)
    lifetimes = Lifetimes(
        access=_seconds(given, "expires_in", ACCESS_SECONDS),
        refresh=_seconds(given, "refresh_token_expires_in", REFRESH_SECONDS) or REFRESH_SECONDS[1],
    )
    return GRANTS[kind](ctx, client, given, lifetimes)


def _by_code(ctx: Context, client: Row[Any], given: Parameters, lifetimes: Lifetimes) -> Issued:
    code = queries.lookup_code(ctx, _needed(given, "code"), client.id)
    if code is None:
        _refuse_reuse(ctx, client, given["code"])
    if code is None or code.expires_at <= ctx.now:
        raise OAuthRefused("invalid_grant", "The code is unknown or older than allowed.")
    if not hmac.compare_digest(code.redirect_uri.encode(), _needed(given, "redirect_uri").encode()):
        raise OAuthRefused("invalid_grant", "redirect_uri is not the one of the authorization.")
    if client.kind == "public" and code.code_challenge is None:
        # The client was a confidential one when the user was asked.
        raise OAuthRefused("invalid_grant", "Public clients must use PKCE.")
    _check_verifier(code.code_challenge, given.get("code_verifier", ""))
    _check_user(ctx, code.user_id)
    used = delete(oauth_codes).where(oauth_codes.c.code_digest == code.code_digest)
    if ctx.db.run(used) == 0:
        _refuse_reuse(ctx, client, given["code"])
        raise OAuthRefused("invalid_grant", "The code was used already.")
    issued = issuing.issue(
        ctx,
        client_id=client.id,
        user_id=code.user_id,
        scopes=_read_scopes(code.scopes),
        lifetimes=lifetimes,
        refreshable=True,
    )
    issuing.spend(ctx, given["code"], issued.id)
    return issued


def _by_refresh_token(
    ctx: Context, client: Row[Any], given: Parameters, lifetimes: Lifetimes
) -> Issued:
    refresh_token = _needed(given, "refresh_token")
    token = queries.lookup_refreshable(ctx, refresh_token, client.id)
    if token is None:
        _refuse_reuse(ctx, client, refresh_token)
    if token is None or token.refresh_expires_at <= ctx.now:
        raise OAuthRefused("invalid_grant", "The refresh token is unknown or expired.")
    _check_user(ctx, token.user_id)
    granted = _read_scopes(token.scopes)
    scopes = _scopes(given, granted)
    if not set(scopes) <= set(granted):
        raise OAuthRefused("invalid_scope", "scope goes beyond what the user allowed.")
    if lifetimes.access is None:
        # It keeps the span that the client once asked for.
        lifetimes = Lifetimes(token.access_seconds, lifetimes.refresh)
    issued = issuing.renew(ctx, token, refresh_token, scopes, lifetimes)
    if issued is None:
        _refuse_reuse(ctx, client, refresh_token)
        raise OAuthRefused("invalid_grant", "The refresh token was used already.")
    return issued


def _by_secret(ctx: Context, client: Row[Any], given: Parameters, lifetimes: Lifetimes) -> Issued:
    if client.kind == "public":
        raise OAuthRefused("unauthorized_client", "Only confidential clients may do this.")
    _check_user(ctx, client.user_id)
    return issuing.issue(
        ctx,
        client_id=client.id,
        user_id=client.user_id,
        scopes=_scopes(given, DEFAULT_SCOPES),
        lifetimes=lifetimes,
        refreshable=False,
    )


def _by_password(ctx: Context, client: Row[Any], given: Parameters, lifetimes: Lifetimes) -> Issued:
    if not ctx.db.cached(settings.load).flag("api.api_password_access"):
        raise OAuthRefused("unauthorized_client", "This account does not allow passwords here.")
    name, password = _needed(given, "username"), _needed(given, "password")
    try:
        actor = actor_by_password(ctx.db, ctx.config, name, password, ctx.request.ip_address)
    except (Unauthenticated, Forbidden) as error:
        delay = getattr(error, "delay", 0.0)
        description = "The name or the password is wrong, or the user may not sign in."
        raise OAuthRefused("invalid_grant", description, delay=delay) from error
    return issuing.issue(
        ctx,
        client_id=client.id,
        user_id=actor.id or 0,
        scopes=_scopes(given, DEFAULT_SCOPES),
        lifetimes=lifetimes,
        refreshable=False,
    )


GRANTS: dict[str, Callable[[Context, Row[Any], Parameters, Lifetimes], Issued]] = {
    "authorization_code": _by_code,
    "refresh_token": _by_refresh_token,
    "client_credentials": _by_secret,
    "password": _by_password,
}


def _client(ctx: Context, given: Parameters) -> Row[Any]:
    client = client_queries.lookup_by_identifier(ctx, _needed(given, "client_id"))
    secret = given.get("client_secret", "")
    expected = client.secret_digest if client else digest("")
    is_right = hmac.compare_digest(digest(secret), expected)
    if client is None or not (is_right or (client.kind == "public" and not secret)):
        raise OAuthRefused("invalid_client", "The client is unknown or its secret is wrong.")
    return client


def _refuse_reuse(ctx: Context, client: Row[Any], secret: str) -> None:
    """Take back what came of a secret that is shown again: one of the two who have it stole it.

    RFC 9700, sections 2.1.1 and 4.14.2.
    """
    token_id = queries.lookup_spent(ctx, secret, client.id)
    if token_id is not None:
        issuing.revoke(ctx, token_id)
        description = "It was used already, so the tokens that came of it are revoked."
        raise OAuthRefused("invalid_grant", description, keeps_changes=True)


def _check_verifier(challenge: str | None, verifier: str) -> None:
    """PKCE, RFC 7636: the verifier must be what the challenge was made of."""
    if challenge is None:
        if verifier:
            raise OAuthRefused("invalid_grant", "code_verifier is given without a challenge.")
        return
    hashed = hashlib.sha256(verifier.encode()).digest()
    made = base64.urlsafe_b64encode(hashed).rstrip(b"=")
    if not hmac.compare_digest(made, challenge.encode()):
        raise OAuthRefused("invalid_grant", "code_verifier does not fit the challenge.")


def _check_user(ctx: Context, user_id: int) -> None:
    if actor_of(ctx.db, user_id) is None:
        raise OAuthRefused("invalid_grant", "The user may not sign in.")


def _needed(given: Parameters, name: str) -> str:
    value = given.get(name, "")
    if not value:
        raise OAuthRefused("invalid_request", f"{name} is missing.")
    return value


def _scopes(given: Parameters, default: Sequence[str]) -> Sequence[str]:
    scopes = checked_scopes(given.get("scope", ""))
    if scopes is None:
        raise OAuthRefused("invalid_scope", "scope must be a few short words.")
    return scopes or default


def _read_scopes(stored: str) -> list[str]:
    return msgspec.json.decode(stored, type=list[str])


def _seconds(given: Parameters, name: str, bounds: tuple[int, int]) -> int | None:
    text = given.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and bounds[0] <= int(text[:12]) <= bounds[1]):
        description = f"{name} must be between {bounds[0]} and {bounds[1]} seconds."
        raise OAuthRefused("invalid_request", description)
    return int(text)
