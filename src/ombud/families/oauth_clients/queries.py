"""Statements of the OAuth clients family."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import oauth_clients
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "ORDERS",
    "find",
    "find_global",
    "global_ones",
    "listed",
    "lookup_by_identifier",
    "visible",
]

CLIENTS = oauth_clients.c
ORDERS = Orders(default=(CLIENTS.id,), cursor={"id": (CLIENTS.id,)})
# The hash of the secret stays where it is compared.
COLUMNS = tuple(column for column in CLIENTS if column.name != "secret_digest")


def visible(ctx: Context) -> Select[Any]:
    """Only admins get this far, and they see all clients."""
    del ctx
    return select(*COLUMNS)


def listed(ctx: Context) -> Select[Any]:
    """All clients, or below /users/me those that belong to the caller."""
    if ctx.request.path.startswith("/api/v2/users/"):
        return visible(ctx).where(CLIENTS.user_id == ctx.actor.id)
    return visible(ctx)


def global_ones(ctx: Context) -> Select[Any]:
    """The clients that an operator shares between accounts."""
    return visible(ctx).where(CLIENTS["global"])


def find(ctx: Context, client_id: int) -> Row[Any]:
    """One client; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(CLIENTS.id == client_id)))


def find_global(ctx: Context, client_id: int) -> Row[Any]:
    """One global client; raises NotFound."""
    return existing(ctx.db.row(global_ones(ctx).where(CLIENTS.id == client_id)))


def lookup_by_identifier(ctx: Context, identifier: str) -> Row[Any] | None:
    """The client that calls itself so, with the hash of its secret."""
    return ctx.db.row(select(oauth_clients).where(CLIENTS.identifier == identifier))
