"""Operations on API tokens."""

from ombud.families.api_tokens import queries, service
from ombud.families.api_tokens.shapes import ApiToken, ApiTokenChange, show
from ombud.wire.answers import Created, Nothing, One, Page
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post, put


@get("/api_tokens", name="ListApiTokens", role="admins", page="both")
def list_api_tokens(ctx: Context) -> Page[ApiToken]:
    """All tokens of the account."""
    return Page(ApiToken, queries.visible(ctx), queries.ORDERS, show)


@get("/api_tokens/{api_token_id}", name="ShowApiToken", role="admins")
def show_api_token(ctx: Context, api_token_id: int) -> One[ApiToken]:
    """One token, without its secret."""
    return One(show(ctx, [queries.find(ctx, api_token_id)])[0])


@post("/api_tokens", name="CreateApiToken", role="admins")
def create_api_token(ctx: Context, api_token: ApiTokenChange) -> Created[ApiToken]:
    """Make a token; `full_token` is shown this once."""
    made = service.create(ctx, api_token)
    ctx.headers["Cache-Control"] = "no-store"
    return Created(made, made.url)


@put("/api_tokens/{api_token_id}", name="UpdateApiToken", role="admins")
def update_api_token(ctx: Context, api_token_id: int, api_token: ApiTokenChange) -> One[ApiToken]:
    """Change a token's description, or switch it off or on."""
    service.update_token(ctx, api_token_id, api_token)
    return show_api_token(ctx, api_token_id)


@delete("/api_tokens/{api_token_id}", name="DeleteApiToken", role="admins")
def delete_api_token(ctx: Context, api_token_id: int) -> Nothing:
    """Remove a token."""
    service.remove(ctx, api_token_id)
    return Nothing()
