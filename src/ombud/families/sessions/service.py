"""Starting and ending browser sessions."""

from collections.abc import Collection

from sqlalchemy import delete, update

from ombud.families.sessions import queries
from ombud.families.signing_in.by_session import IDLE_SECONDS
from ombud.families.users.announcing import announce_changes, watched
from ombud.tables import sessions, users
from ombud.values.tokens import digest, new_token
from ombud.wire.context import Context

__all__ = ["end", "end_all_of", "end_current", "end_of_browser", "end_of_user", "start"]

TOKEN_LENGTH = 43


def start(ctx: Context, user_id: int) -> str:
    """Sign a user in, and return the secret that the browser must keep."""
    old = ctx.now - IDLE_SECONDS
    ctx.db.run(
        delete(sessions).where(sessions.c.user_id == user_id, sessions.c.last_seen_at <= old)
    )
    token = new_token(TOKEN_LENGTH)
    ctx.db.insert(
        sessions,
        user_id=user_id,
        token_digest=digest(token),
        ip_address=ctx.request.ip_address[:64],
        authenticated_at=ctx.now,
        last_seen_at=ctx.now,
    )
    before = watched(ctx, user_id)
    ctx.db.run(update(users).where(users.c.id == user_id).values(last_login_at=ctx.now))
    announce_changes(ctx, before, {"last_login_at": ctx.now})
    return token


def end(ctx: Context, user_id: int, session_id: int) -> None:
    """End one session; raises NotFound."""
    found = queries.find(ctx, user_id, session_id)
    ctx.db.run(delete(sessions).where(sessions.c.id == found.id))


def end_current(ctx: Context) -> None:
    """End the session of the request; a request without one changes nothing."""
    if ctx.actor.session_id is not None:
        ctx.db.run(delete(sessions).where(sessions.c.id == ctx.actor.session_id))


def end_of_browser(ctx: Context, token: str) -> None:
    """End the session of this secret, whoever's it is: its browser has a new one."""
    ctx.db.run(delete(sessions).where(sessions.c.token_digest == digest(token)))


def end_of_user(ctx: Context, user_id: int) -> None:
    """End the sessions of one user; raises NotFound for users whose sessions are hidden."""
    queries.check_reach(ctx, user_id)
    end_all_of(ctx, [user_id])


def end_all_of(ctx: Context, user_ids: Collection[int], *, but: int | None = None) -> None:
    """End the sessions of these users, whoever asks; `but` names one to keep."""
    ending = delete(sessions).where(sessions.c.user_id.in_(user_ids))
    ctx.db.run(ending if but is None else ending.where(sessions.c.id != but))
