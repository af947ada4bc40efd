"""Leaves behind when somebody was last there, seldom enough to cost nothing.

A request that only reads must not wait for a lock because of this: when the database is busy,
the time stays as it was until the next request.
"""

import functools
from typing import Any

from sqlalchemy import Column, Table, bindparam, or_, select, update

from ombud.db import Transaction, TryAgainLater
from ombud.tables import oauth_tokens, sessions, users

__all__ = ["mark_oauth_token", "mark_session", "mark_sign_in"]

SIGN_IN_SECONDS = 3600
USE_SECONDS = 300
MOST_REMEMBERED = 100_000


class SignIns(dict[int, int]):
    """The last_login_at that this process wrote for each user."""


def mark_sign_in(db: Transaction, user_id: int, now: int) -> None:
    """The user's last_login_at, which signing in through the API moves as well."""
    marked = db.kept(SignIns)
    if not _is_due(marked.get(user_id), now, SIGN_IN_SECONDS):
        return

    def remember() -> None:
        if len(marked) >= MOST_REMEMBERED:
            marked.clear()
        marked[user_id] = now

    if _mark(db, SIGN_IN, user_id, now, SIGN_IN_SECONDS):
        db.after_commit.append(remember)


def mark_session(db: Transaction, session_id: int, last: int, now: int) -> None:
    """The session's last_seen_at."""
    if _is_due(last, now, USE_SECONDS):
        _mark(db, SESSION, session_id, now, USE_SECONDS)


def mark_oauth_token(db: Transaction, token_id: int, last: int | None, now: int) -> None:
    """The token's used_at."""
    if _is_due(last, now, USE_SECONDS):
        _mark(db, OAUTH_TOKEN, token_id, now, USE_SECONDS)


def _is_due(last: int | None, now: int, seconds: int) -> bool:
    # A desk's clock may have been turned back: a time to come is as good as none.
    return last is None or not now - seconds < last <= now


def _mark(db: Transaction, statement: Any, row_id: int, now: int, seconds: int) -> bool:
    parameters = {"row": row_id, "now": now, "since": now - seconds}
    try:
        with db.savepoint():
            db.run(statement, parameters)
    except TryAgainLater:
        return False
    return True


@functools.cache
def _statement(table: Table, column: Column[Any]) -> Any:
    # A row that another transaction holds is left alone, and who refers to this one need not wait.
    free = (
        select(table.c.id)
        .where(
            table.c.id == bindparam("row"),
            or_(column.is_(None), column <= bindparam("since"), column > bindparam("now")),
        )
        .with_for_update(skip_locked=True, key_share=True)
    )
    return update(table).where(table.c.id.in_(free)).values({column: bindparam("now")})


SIGN_IN = _statement(users, users.c.last_login_at)
SESSION = _statement(sessions, sessions.c.last_seen_at)
OAUTH_TOKEN = _statement(oauth_tokens, oauth_tokens.c.used_at)
