"""Operations on browser sessions, in the order of the reference."""

from ombud.families.sessions import queries, service
from ombud.families.sessions.shapes import Session, momentary, show
from ombud.families.signing_in.by_session import session_cookie
from ombud.values.tokens import new_token
from ombud.wire.answers import Nothing, One, Page, Raw
from ombud.wire.context import Context
from ombud.wire.operation import delete, get


@get("/sessions", "/users/{user_id}/sessions", name="ListSessions", role="end_users", page="both")
def list_sessions(ctx: Context, user_id: int | None = None) -> Page[Session]:
    """The sessions of everybody for admins, of the caller for all others."""
    found = queries.visible(ctx) if user_id is None else queries.of_user(ctx, user_id)
    return Page(Session, found, queries.ORDERS, show)


@get("/users/{user_id}/sessions/{session_id}", name="ShowSession", role="end_users")
def show_session(ctx: Context, user_id: int, session_id: int) -> One[Session]:
    """One session."""
    return One(show(ctx, [queries.find(ctx, user_id, session_id)])[0])


@get("/users/me/session", name="ShowCurrentlyAuthenticatedSession", role="end_users")
def show_current_session(ctx: Context) -> One[Session]:
    """The session that the request itself belongs to.

    # Zendesk: session-of-a-request
    """
    if ctx.actor.session_id is None:
        return One(momentary(ctx))
    return One(show(ctx, [queries.current(ctx)])[0])


@get("/users/me/session/renew", name="RenewCurrentSession", role="end_users")
def renew_current_session(ctx: Context) -> Raw:
    """Being asked is what keeps a session alive; the answer is its CSRF token.

    # Zendesk: renewing-without-session
    """
    return Raw({"authenticity_token": ctx.actor.csrf_token or new_token()})


@delete("/users/{user_id}/sessions/{session_id}", name="DeleteSession", role="end_users")
def delete_session(ctx: Context, user_id: int, session_id: int) -> Nothing:
    """End one session."""
    service.end(ctx, user_id, session_id)
    return Nothing()


@delete("/users/{user_id}/sessions", name="BulkDeleteSessionsByUserId", role="end_users")
def delete_sessions_of_user(ctx: Context, user_id: int) -> Nothing:
    """End all sessions of a user; the caller's own user or, for admins, anybody."""
    service.end_of_user(ctx, user_id)
    return Nothing()


@delete("/users/me/logout", name="DeleteAuthenticatedSession", role="end_users")
def delete_authenticated_session(ctx: Context) -> Nothing:
    """Sign out; without a browser session there is nothing to end."""
    service.end_current(ctx)
    ctx.headers["Set-Cookie"] = session_cookie("", ctx.request.base_url)
    return Nothing()
