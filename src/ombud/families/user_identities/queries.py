"""Statements of the identities family: whose identities a caller sees and may change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, case, select

from ombud.families.required import existing
from ombud.families.users import queries as user_queries
from ombud.families.users import rights
from ombud.tables import user_identities
from ombud.wire.answers import Orders
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["ORDERS", "find", "find_address", "of_user", "primary_first", "writable_user"]

# 0 for the primary ones, so that they come first.
RANK = case((user_identities.c.primary, 0), else_=1).label("rank")
SEEN_BY_END_USERS = ("email", "phone_number")
ORDERS = Orders(
    default=(RANK, user_identities.c.id),
    cursor={"id": (user_identities.c.id,)},
    offset={"id": (user_identities.c.id,)},
)


def of_user(ctx: Context, user_id: int, types: Sequence[str] = ()) -> Select[Any]:
    """The identities of a visible user; raises NotFound, and Forbidden for the unverified."""
    user = user_queries.find(ctx, user_id)
    if not ctx.actor.is_agent and not user.verified:
        raise Forbidden
    statement = select(user_identities, RANK).where(user_identities.c.user_id == user_id)
    if not ctx.actor.is_agent:
        statement = statement.where(user_identities.c.type.in_(SEEN_BY_END_USERS))
    return statement.where(user_identities.c.type.in_(types)) if types else statement


def primary_first(ctx: Context, user_id: int) -> Sequence[Row[Any]]:
    """All identities of a user in the order of the list."""
    return ctx.db.rows(of_user(ctx, user_id).order_by(*ORDERS.default))


def find(ctx: Context, user_id: int, identity_id: int) -> Row[Any]:
    """One identity of one visible user; raises NotFound."""
    return existing(ctx.db.row(of_user(ctx, user_id).where(user_identities.c.id == identity_id)))


def find_address(ctx: Context, user_id: int, email: str) -> Row[Any]:
    """An e-mail address of one visible user, in any case; raises NotFound."""
    columns = user_identities.c
    mine = of_user(ctx, user_id).where(columns.type == "email", columns.value == email.lower())
    return existing(ctx.db.row(mine))


def writable_user(ctx: Context, user_id: int) -> Row[Any]:
    """A user whose identities the caller may change; raises NotFound or Forbidden."""
    user = user_queries.find(ctx, user_id)
    is_own = user_id == ctx.actor.id and (ctx.actor.is_agent or user.verified)
    if not is_own and not rights.may_edit(ctx, user):
        raise Forbidden
    return user
