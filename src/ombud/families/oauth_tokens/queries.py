"""Statements of the OAuth tokens family: which tokens a caller may see."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.oauth_tokens.shapes import TokenQuery
from ombud.families.required import existing
from ombud.tables import oauth_clients, oauth_codes, oauth_spent, oauth_tokens
from ombud.values.tokens import digest
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "ORDERS",
    "find",
    "find_current",
    "lookup_code",
    "lookup_refreshable",
    "lookup_spent",
    "matching",
    "visible",
]

TOKENS = oauth_tokens.c
ORDERS = Orders(default=(TOKENS.id,), cursor={"id": (TOKENS.id,)})
# The hashes stay where they are compared.
COLUMNS = tuple(column for column in TOKENS if not column.name.endswith("_digest"))


def visible(ctx: Context) -> Select[Any]:
    """Admins see every token, all others their own."""
    statement = select(*COLUMNS)
    return statement if ctx.actor.is_admin else statement.where(TOKENS.user_id == ctx.actor.id)


def matching(ctx: Context, query: TokenQuery) -> Select[Any]:
    """The listed tokens: the caller's own unless all are asked for."""
    statement = visible(ctx)
    if not query.all:
        statement = statement.where(TOKENS.user_id == ctx.actor.id)
    if query.client_id is not None:
        statement = statement.where(TOKENS.client_id == query.client_id)
    if query.global_client_id is not None:
        shared = select(oauth_clients.c.id).where(oauth_clients.c["global"])
        statement = statement.where(
            TOKENS.client_id == query.global_client_id, TOKENS.client_id.in_(shared)
        )
    return statement


def find(ctx: Context, token_id: int | None) -> Row[Any]:
    """One token, without an id the one that the request came with; raises NotFound."""
    if token_id is None:
        return find_current(ctx)
    return existing(ctx.db.row(visible(ctx).where(TOKENS.id == token_id)))


def find_current(ctx: Context) -> Row[Any]:
    """The token in the request's own Authorization header; raises NotFound without one."""
    scheme, _, token = ctx.request.headers.get("authorization", "").strip().partition(" ")
    row = None
    if scheme.lower() == "bearer":
        row = ctx.db.row(select(*COLUMNS).where(TOKENS.token_digest == digest(token.strip())))
    return existing(row)


def lookup_code(ctx: Context, code: str, client_id: int) -> Row[Any] | None:
    """What an authorization code of this client stands for."""
    return ctx.db.row(
        select(oauth_codes).where(
            oauth_codes.c.code_digest == digest(code), oauth_codes.c.client_id == client_id
        )
    )


def lookup_spent(ctx: Context, secret: str, client_id: int) -> int | None:
    """The token of this client for which a code or a refresh token was used before."""
    found: int | None = ctx.db.value(
        select(TOKENS.id)
        .join(oauth_spent, oauth_spent.c.token_id == TOKENS.id)
        .where(oauth_spent.c.digest == digest(secret), TOKENS.client_id == client_id)
    )
    return found


def lookup_refreshable(ctx: Context, refresh_token: str, client_id: int) -> Row[Any] | None:
    """The token of this client that its refresh token renews."""
    return ctx.db.row(
        select(*COLUMNS).where(
            TOKENS.refresh_digest == digest(refresh_token), TOKENS.client_id == client_id
        )
    )
