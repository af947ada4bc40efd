"""Tokens that people make for themselves and take back, without a client's flow."""

from collections.abc import Sequence

from ombud.families.oauth_clients import queries as client_queries
from ombud.families.oauth_tokens import issuing, queries
from ombud.families.oauth_tokens.issuing import ACCESS_SECONDS, Lifetimes
from ombud.families.oauth_tokens.shapes import NewToken, Token, show
from ombud.families.signing_in.scopes import checked_scopes
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid, NotFound

__all__ = ["create", "revoke"]


def create(ctx: Context, new: NewToken) -> Token:
    """A token of the caller; the returned object is the only one with the whole secret."""
    scopes = checked_scopes(new.scopes or [])
    if scopes is None:
        raise Invalid.one("scopes", "Scopes: must be a few short words without spaces")
    if not scopes:
        raise Invalid.blank("scopes")
    _check_reach(ctx, scopes)
    issued = issuing.issue(
        ctx,
        client_id=_client(ctx, new.client_id or None),
        user_id=ctx.actor.id or 0,
        scopes=scopes,
        lifetimes=Lifetimes(access=_seconds(new.expires_in or None)),
        refreshable=False,
    )
    made = show(ctx, [queries.find(ctx, issued.id)])[0]
    made.full_token = issued.token
    return made


def revoke(ctx: Context, token_id: int | None) -> None:
    """End a visible token, without an id the request's own; raises NotFound."""
    issuing.revoke(ctx, queries.find(ctx, token_id).id)


def _check_reach(ctx: Context, scopes: Sequence[str]) -> None:
    """Nobody makes a token that may do more than the token they came with."""
    own = ctx.actor.scopes
    if own is None:
        return
    # `read` holds `tickets:read`.
    missing = [each for each in scopes if not {each, each.rpartition(":")[2]} & set(own)]
    if missing:
        raise Forbidden(f"You are missing the following required scopes: {', '.join(missing)}")


def _client(ctx: Context, client_id: int | None) -> int:
    if client_id is None:
        raise Invalid.blank("client_id")
    try:
        found: int = client_queries.find(ctx, client_id).id
    except NotFound as error:
        raise Invalid.one("client_id", "Client: is invalid") from error
    return found


def _seconds(expires_in: int | None) -> int | None:
    if expires_in is not None and not ACCESS_SECONDS[0] <= expires_in <= ACCESS_SECONDS[1]:
        shortest, longest = ACCESS_SECONDS
        description = f"Expires in: must be between {shortest} and {longest} seconds"
        raise Invalid.one("expires_in", description)
    return expires_in
