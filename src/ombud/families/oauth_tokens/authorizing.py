"""What a client asks of a user, and what the user's answer makes of it (RFC 6749, 4.1).

The page itself is the workspace's; here is what may be asked, and the codes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec
from sqlalchemy import delete

from ombud.families.oauth_clients import queries as client_queries
from ombud.families.signing_in.scopes import checked_scopes
from ombud.tables import oauth_codes
from ombud.values.text import as_json
from ombud.values.tokens import digest, new_token
from ombud.wire.context import Context

__all__ = ["SentBack", "Unusable", "Wish", "allow", "deny", "read_wish"]

CODE_SECONDS = 120
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


class Unusable(Exception):
    """The user must not be sent anywhere: the message is for them."""


class SentBack(Exception):
    """The client is told what is wrong; `url` is where the user goes."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


@dataclass(frozen=True, slots=True)
class Wish:
    """What a client asks for, checked."""

    client_id: int
    client_name: str
    company: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str
    challenge: str | None


def read_wish(ctx: Context, given: Mapping[str, str]) -> Wish:
    """What the parameters ask for; raises Unusable and SentBack."""
    client = client_queries.lookup_by_identifier(ctx, given.get("client_id", ""))
    if client is None:
        raise Unusable("The application that sent you here is not registered.")
    redirect_uri = given.get("redirect_uri", "")
    if redirect_uri not in msgspec.json.decode(client.redirect_uri, type=list[str]):
        message = f"{client.name} wants you sent to an address that is not registered for it."
        raise Unusable(message)
    problem = _problem(given, is_public=client.kind == "public")
    state = given.get("state", "")
    if problem:
        raise SentBack(_url(redirect_uri, state, error=problem[0], error_description=problem[1]))
    return Wish(
        client_id=client.id,
        client_name=client.name,
        company=client.company or "",
        redirect_uri=redirect_uri,
        scopes=tuple(checked_scopes(given.get("scope", "")) or ("read",)),
        state=state,
        challenge=given.get("code_challenge") or None,
    )


def allow(ctx: Context, wish: Wish) -> str:
    """The user agrees: store a code, and return where the user goes with it."""
    code = new_token()
    ctx.db.run(delete(oauth_codes).where(oauth_codes.c.expires_at <= ctx.now))
    ctx.db.insert(
        oauth_codes,
        code_digest=digest(code),
        client_id=wish.client_id,
        user_id=ctx.actor.id,
        redirect_uri=wish.redirect_uri,
        scopes=as_json(wish.scopes),
        code_challenge=wish.challenge,
        expires_at=ctx.now + CODE_SECONDS,
    )
    return _url(wish.redirect_uri, wish.state, code=code)


def deny(wish: Wish) -> str:
    """The user does not agree: where the user goes."""
    return _url(wish.redirect_uri, wish.state, error="access_denied")


def _problem(given: Mapping[str, str], *, is_public: bool) -> tuple[str, str] | None:
    if given.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code"
    if checked_scopes(given.get("scope", "")) is None:
        return "invalid_scope", "scope must be a few short words"
    challenge = given.get("code_challenge", "")
    if not challenge:
        wanted = "code_challenge is missing: public clients must use PKCE"
        return ("invalid_request", wanted) if is_public else None
    # RFC 7636 lets a missing method mean "plain", which protects nothing.
    if given.get("code_challenge_method") != "S256":
        return "invalid_request", "code_challenge_method must be S256"
    if not CHALLENGE.fullmatch(challenge):
        return "invalid_request", "code_challenge is no SHA-256 in base64url"
    return None


def _url(redirect_uri: str, state: str, **parameters: str) -> str:
    parts = urlsplit(redirect_uri)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()]
    if state:
        query.append(("state", state))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))
