"""Setting and changing passwords."""

from sqlalchemy import update

from ombud.families.accounts import account
from ombud.families.sessions import service as sessions
from ombud.families.signing_in.attempts import Attempts
from ombud.families.signing_in.by_password import is_password_of
from ombud.families.signing_in.passwords import hash_password
from ombud.families.users import announcing
from ombud.families.users import queries as user_queries
from ombud.tables import users
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["REQUIREMENTS", "change_own", "checked", "set_password", "store"]

SHORTEST, LONGEST = 5, 128
REQUIREMENTS = (
    f"must be at least {SHORTEST} characters",
    f"must be fewer than {LONGEST + 1} characters",
    "must be different from email address",
)


def set_password(ctx: Context, user_id: int, password: str | None) -> None:
    """Give somebody a password; raises NotFound, Forbidden and Invalid."""
    user = user_queries.find(ctx, user_id)
    # Zendesk: owner-password (docs/quirks.md#owner-password)
    is_owner = user_id == ctx.db.cached(account.load).owner_id
    if is_owner and ctx.actor.id != user_id:
        raise Forbidden
    store(ctx, user_id, checked(password, user.email))


def change_own(
    ctx: Context, user_id: int, previous_password: str | None, password: str | None
) -> None:
    """Change the caller's own password; raises Forbidden for anybody else's.

    A wrong previous password is an Invalid, counts as a failed sign-in, and after too many of
    them raises TooManyRequests.
    """
    user = user_queries.find(ctx, user_id)
    if ctx.actor.id != user_id:
        raise Forbidden
    attempts = ctx.db.kept(Attempts)
    who, address = user.email or str(user_id), ctx.request.ip_address
    attempts.check(who, address)
    if not is_password_of(ctx.db, ctx.config, user_id, previous_password or ""):
        attempts.failed(who, address)
        raise Invalid.one("previous_password", "Previous password: is incorrect")
    attempts.succeeded(who, address)
    store(ctx, user_id, checked(password, user.email))


def store(ctx: Context, user_id: int, password: str) -> None:
    """Make it the user's password, as `checked` returned it; whoever may."""
    hashed = ctx.db.slowly(("hash", password), lambda: hash_password(password))
    changed = {"password_hash": hashed, "updated_at": ctx.now}
    ctx.db.run(update(users).where(users.c.id == user_id).values(**changed))
    announcing.announce(ctx, user_id, "password_changed")
    # Whoever knew the old password is signed out, but not the caller.
    keep = ctx.actor.session_id if ctx.actor.id == user_id else None
    sessions.end_all_of(ctx, [user_id], but=keep)
    ctx.db.configuration_changed()


def checked(password: str | None, email: str | None) -> str:
    """A password that somebody with this address can have; raises Invalid."""
    if not password or not password.strip():
        raise Invalid.blank("password")
    if len(password) < SHORTEST:
        raise Invalid.one("password", f"Password: must be at least {SHORTEST} characters")
    if len(password) > LONGEST:
        raise Invalid.too_long("password", LONGEST)
    if email and password.lower() == email.lower():
        raise Invalid.one("password", "Password: must be different from email address")
    return password
