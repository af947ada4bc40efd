"""The session object; the secrets of a session are never shown."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Row

from ombud.values.times import iso
from ombud.wire.answers import Shape
from ombud.wire.context import Context

__all__ = ["Session", "momentary", "show"]


class Session(Shape):
    """Where and when somebody signed in with a browser."""

    root: ClassVar[str] = "session"
    roots: ClassVar[str] = "sessions"

    url: str
    id: int
    user_id: int
    authenticated_at: str
    last_seen_at: str


def momentary(ctx: Context) -> Session:
    """The session of a caller who proves who they are with each request."""
    return Session(
        url=ctx.links.api("/users/me/session"),
        id=0,
        user_id=ctx.actor.id or 0,
        authenticated_at=iso(ctx.now),
        last_seen_at=iso(ctx.now),
    )


def show(ctx: Context, rows: Sequence[Row[Any]]) -> list[Session]:
    """The sessions of these rows."""
    return [
        Session(
            url=ctx.links.api(f"/users/{row.user_id}/sessions/{row.id}"),
            id=row.id,
            user_id=row.user_id,
            authenticated_at=iso(row.authenticated_at),
            last_seen_at=iso(row.last_seen_at),
        )
        for row in rows
    ]
