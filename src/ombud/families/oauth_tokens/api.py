"""Operations on OAuth tokens, and the token endpoint itself."""

from ombud.families.oauth_tokens import granting, queries, service
from ombud.families.oauth_tokens.parameters import read_parameters
from ombud.families.oauth_tokens.shapes import NewToken, Token, TokenQuery, show
from ombud.wire.answers import Created, Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get, post

ONE = "/oauth/tokens/{oauth_token_id}"
CURRENT = "/oauth/tokens/current"


@get("/oauth/tokens", name="ListOAuthTokens", role="admins", page="both")
def list_oauth_tokens(ctx: Context, query: TokenQuery) -> Page[Token]:
    """The caller's tokens, or everybody's."""
    return Page(Token, queries.matching(ctx, query), queries.ORDERS, show)


@get(ONE, CURRENT, name="ShowToken", role="end_users")
def show_oauth_token(ctx: Context, oauth_token_id: int | None = None) -> One[Token]:
    """One token without its secret, or the one that the request itself came with."""
    return One(show(ctx, [queries.find(ctx, oauth_token_id)])[0])


@post("/oauth/tokens", name="CreateOAuthToken", role="admins")
def create_oauth_token(ctx: Context, token: NewToken) -> Created[Token]:
    """Make a token of one's own; `full_token` is shown this once."""
    made = service.create(ctx, token)
    ctx.headers["Cache-Control"] = "no-store"
    return Created(made, made.url)


@delete(ONE, CURRENT, name="RevokeOAuthToken", role="end_users")
def delete_oauth_token(ctx: Context, oauth_token_id: int | None = None) -> Nothing:
    """End a token, or the one that the request itself came with."""
    service.revoke(ctx, oauth_token_id)
    return Nothing()


@post("//oauth/tokens", name="CreateTokenForGrantType", role="anyone")
def create_token_for_grant_type(ctx: Context, content: bytes) -> Raw:
    """Exchange a grant for tokens, as RFC 6749 describes it.

    # Zendesk: token-endpoint-status
    """
    issued = granting.grant(ctx, read_parameters(ctx.request, content))
    ctx.headers["Cache-Control"] = "no-store"
    return Raw(issued.answer(), 201)
