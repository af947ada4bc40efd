"""The token object and what may be written of it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso, iso_or_none
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe
from ombud.wire.context import Context

__all__ = ["NewToken", "Token", "TokenQuery", "show"]


class Token(Shape, kw_only=True):
    """An access token without its secret; `token` is how it begins."""

    root: ClassVar[str] = "token"
    roots: ClassVar[str] = "tokens"

    url: str
    id: int
    user_id: int
    client_id: int | None
    token: str
    # Only in the answer that creates it.
    full_token: str | msgspec.UnsetType = UNSET
    # A refresh token is given to the client alone, with the grant.
    refresh_token: str | None = None
    scopes: list[str]
    created_at: str
    used_at: str | None
    expires_at: str | None
    refresh_token_expires_at: str | None


class NewToken(Change):
    """A token that somebody makes for themselves; scopes may be a list or one text."""

    client_id: Maybe[int] = UNSET
    scopes: Maybe[list[str] | str] = UNSET
    expires_in: Maybe[int] = UNSET


class TokenQuery(msgspec.Struct):
    """Tokens of one client; `all=true` shows admins those of every user."""

    client_id: int | None = None
    global_client_id: int | None = None
    all: bool = False


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Token]:
    """The tokens of these rows."""
    return [
        Token(
            url=ctx.links.api(f"/oauth/tokens/{row.id}"),
            id=row.id,
            user_id=row.user_id,
            client_id=row.client_id,
            token=row.token_hint,
            scopes=msgspec.json.decode(row.scopes),
            created_at=iso(row.created_at),
            used_at=iso_or_none(row.used_at),
            expires_at=iso_or_none(row.expires_at),
            refresh_token_expires_at=iso_or_none(row.refresh_expires_at),
        )
        for row in rows
    ]
