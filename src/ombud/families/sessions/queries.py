"""Statements of the sessions family: which sessions a caller may see."""

from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.families.signing_in.by_session import IDLE_SECONDS
from ombud.families.users import queries as user_queries
from ombud.tables import sessions
from ombud.wire.answers import Orders
from ombud.wire.context import Context
from ombud.wire.errors import NotFound

__all__ = ["ORDERS", "check_reach", "current", "find", "of_user", "visible"]

ORDERS = Orders(default=(sessions.c.id,), cursor={"id": (sessions.c.id,)})
COLUMNS = (
    sessions.c.id,
    sessions.c.user_id,
    sessions.c.authenticated_at,
    sessions.c.last_seen_at,
)


def visible(ctx: Context) -> Select[Any]:
    """Admins see the living sessions of everybody, all others their own."""
    statement = select(*COLUMNS).where(sessions.c.last_seen_at > ctx.now - IDLE_SECONDS)
    if ctx.actor.is_admin:
        return statement
    return statement.where(sessions.c.user_id == ctx.actor.id)


def of_user(ctx: Context, user_id: int) -> Select[Any]:
    """The sessions of one user; raises NotFound where `check_reach` does."""
    check_reach(ctx, user_id)
    return visible(ctx).where(sessions.c.user_id == user_id)


def check_reach(ctx: Context, user_id: int) -> None:
    """Raise NotFound unless it is the caller's own user or the caller is an admin."""
    if not ctx.actor.is_admin and user_id != ctx.actor.id:
        raise NotFound
    user_queries.find(ctx, user_id)


def find(ctx: Context, user_id: int, session_id: int) -> Row[Any]:
    """One session of one user; raises NotFound."""
    return existing(ctx.db.row(of_user(ctx, user_id).where(sessions.c.id == session_id)))


def current(ctx: Context) -> Row[Any]:
    """The session of the request itself; raises NotFound when it came without one."""
    return existing(ctx.db.row(visible(ctx).where(sessions.c.id == (ctx.actor.session_id or 0))))
