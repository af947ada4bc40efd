"""Making, changing and removing API tokens."""

from typing import Any

from sqlalchemy import delete, update

from ombud.families.api_tokens import queries
from ombud.families.api_tokens.shapes import ApiToken, ApiTokenChange, show
from ombud.families.required import required_text
from ombud.tables import api_tokens
from ombud.values.tokens import digest, new_token
from ombud.wire.context import Context

__all__ = ["create", "remove", "update_token"]

LONGEST_DESCRIPTION = 255
HINT_LENGTH = 5


def create(ctx: Context, change: ApiTokenChange) -> ApiToken:
    """Make a token; what is returned is the only thing that ever holds its secret."""
    token = new_token()
    token_id = ctx.db.insert(
        api_tokens,
        description=required_text("description", change.description, LONGEST_DESCRIPTION),
        token_digest=digest(token),
        hint=token[:HINT_LENGTH],
        active=change.active is not False,
        created_at=ctx.now,
        updated_at=ctx.now,
    )
    made = show(ctx, [queries.find(ctx, token_id)])[0]
    made.full_token = token
    return made


def update_token(ctx: Context, api_token_id: int, change: ApiTokenChange) -> None:
    """Change the description, or switch the token off or on; raises NotFound and Invalid."""
    queries.find(ctx, api_token_id)
    values: dict[str, Any] = {}
    given = change.given()
    if "description" in given:
        values["description"] = required_text(
            "description", change.description, LONGEST_DESCRIPTION
        )
    if isinstance(change.active, bool):
        values["active"] = change.active
    if values:
        changed = update(api_tokens).where(api_tokens.c.id == api_token_id)
        ctx.db.run(changed.values(**values, updated_at=ctx.now))
        ctx.db.configuration_changed()


def remove(ctx: Context, api_token_id: int) -> None:
    """Remove a token, which ends all that it could do at once; raises NotFound."""
    queries.find(ctx, api_token_id)
    ctx.db.run(delete(api_tokens).where(api_tokens.c.id == api_token_id))
    ctx.db.configuration_changed()
