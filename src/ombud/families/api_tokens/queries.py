"""Statements of the API tokens family."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import api_tokens
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = ["ORDERS", "find", "visible"]

ORDERS = Orders(default=(api_tokens.c.id,), cursor={"id": (api_tokens.c.id,)})
# The hash stays where it is compared.
COLUMNS = tuple(column for column in api_tokens.c if column.name != "token_digest")


def visible(ctx: Context) -> Select[Any]:
    """Only admins get this far, and they see all."""
    del ctx
    return select(*COLUMNS)


def find(ctx: Context, api_token_id: int) -> Row[Any]:
    """One token; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(api_tokens.c.id == api_token_id)))
