"""Operations on OAuth clients, in the order of the reference."""

from ombud.families.oauth_clients import queries, service
from ombud.families.oauth_clients.shapes import (
    Client,
    ClientChange,
    GlobalClient,
    show,
    show_global,
)
from ombud.wire.answers import Created, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put


@get(
    "/oauth/clients",
    "/users/me/oauth/clients",
    name="ListOAuthClients",
    role="admins",
    page="both",
)
def list_oauth_clients(ctx: Context) -> Page[Client]:
    """All clients of the account, or the caller's own."""
    return Page(Client, queries.listed(ctx), queries.ORDERS, show)


@get("/oauth/clients/{oauth_client_id}", name="ShowClient", role="admins")
def show_client(ctx: Context, oauth_client_id: int) -> One[Client]:
    """One client, without its secret."""
    return One(show(ctx, [queries.find(ctx, oauth_client_id)])[0])


@post("/oauth/clients", name="CreateOAuthClient", role="admins")
def create_oauth_client(ctx: Context, client: ClientChange) -> Created[Client]:
    """Register a client; the whole `secret` is shown this once."""
    made = service.create(ctx, client)
    ctx.headers["Cache-Control"] = "no-store"
    return Created(made, made.url)


@put("/oauth/clients/{oauth_client_id}", name="UpdateClient", role="admins")
def update_client(ctx: Context, oauth_client_id: int, client: ClientChange) -> One[Client]:
    """Change a client."""
    service.update_client(ctx, oauth_client_id, client)
    return show_client(ctx, oauth_client_id)


@put(
    "/oauth/clients/{oauth_client_id}/generate_secret",
    name="ClientGenerateSecret",
    role="admins",
)
def generate_client_secret(ctx: Context, oauth_client_id: int) -> One[Client]:
    """Replace the secret; the new one is shown this once."""
    made = service.generate_secret(ctx, oauth_client_id)
    ctx.headers["Cache-Control"] = "no-store"
    return One(made)


@delete("/oauth/clients/{oauth_client_id}", name="DeleteClient", role="admins")
def delete_client(ctx: Context, oauth_client_id: int) -> Nothing:
    """Remove a client with its tokens."""
    service.remove(ctx, oauth_client_id)
    return Nothing()


@get("/oauth/global_clients", name="ListGlobalOAuthClients", role="admins", page="both")
def list_global_oauth_clients(ctx: Context) -> Page[GlobalClient]:
    """The clients that are shared between accounts."""
    return Page(GlobalClient, queries.global_ones(ctx), queries.ORDERS, show_global)


@get("/oauth/global_clients/{global_client_id}", name="ShowGlobalClient", role="admins")
def show_global_client(ctx: Context, global_client_id: int) -> One[GlobalClient]:
    """One of them."""
    return One(show_global(ctx, [queries.find_global(ctx, global_client_id)])[0])
