"""The API token object and what may be written of it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.changes import UNSET, Change, Maybe, Words
from ombud.wire.context import Context

__all__ = ["ApiToken", "ApiTokenChange", "show"]


class ApiToken(Shape, kw_only=True):
    """A token without its secret; `token` is how it begins."""

    root: ClassVar[str] = "api_token"
    roots: ClassVar[str] = "api_tokens"

    url: str
    id: int
    description: str
    active: bool
    token: str
    # Only in the answer that creates it.
    full_token: str | msgspec.UnsetType = UNSET
    created_at: str
    updated_at: str


class ApiTokenChange(Change):
    """What a caller may write."""

    description: Maybe[Words] = UNSET
    active: Maybe[bool] = UNSET


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[ApiToken]:
    """The tokens of these rows."""
    return [
        ApiToken(
            url=ctx.links.api(f"/api_tokens/{row.id}"),
            id=row.id,
            description=row.description,
            active=row.active,
            token=row.hint,
            created_at=iso(row.created_at),
            updated_at=iso(row.updated_at),
        )
        for row in rows
    ]
