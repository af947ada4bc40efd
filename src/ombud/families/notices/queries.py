"""Whom notices are about, as they are now."""

from typing import Any

from sqlalchemy import Row, select

from ombud.tables import suspended_tickets, user_identities, users
from ombud.wire.context import Context

__all__ = ["held_mail", "identity", "primary_identity", "user", "user_by_email"]

ACTING = users.c.active & users.c.suspended.is_(False)


def identity(ctx: Context, identity_id: int) -> Row[Any] | None:
    """An address of somebody who is neither deleted nor suspended, with the user's name."""
    statement = (
        select(user_identities, users.c.name, users.c.locale_id)
        .join(users, users.c.id == user_identities.c.user_id)
        .where(user_identities.c.id == identity_id, user_identities.c.type == "email", ACTING)
    )
    return ctx.db.row(statement)


def held_mail(ctx: Context, suspended_id: int) -> Row[Any] | None:
    """The suspended ticket of a mail, without the mail."""
    columns = suspended_tickets.c
    chosen = select(columns.id, columns.author_name, columns.author_email)
    return ctx.db.row(chosen.where(columns.id == suspended_id))


def primary_identity(ctx: Context, user_id: int) -> Row[Any] | None:
    """The identity of a user's own address."""
    statement = (
        select(user_identities)
        .join(users, users.c.id == user_identities.c.user_id)
        .where(
            users.c.id == user_id,
            ACTING,
            user_identities.c.type == "email",
            user_identities.c.value == users.c.email,
        )
    )
    return ctx.db.row(statement)


def user(ctx: Context, user_id: int) -> Row[Any] | None:
    """Somebody with an address who is neither deleted nor suspended."""
    return ctx.db.row(
        select(users).where(users.c.id == user_id, ACTING, users.c.email.is_not(None))
    )


def user_by_email(ctx: Context, email: str) -> Row[Any] | None:
    """The same by any of their verified or primary addresses."""
    statement = (
        select(users)
        .join(user_identities, user_identities.c.user_id == users.c.id)
        .where(
            user_identities.c.type == "email",
            user_identities.c.value == email.strip().lower(),
            user_identities.c.value == users.c.email,
            ACTING,
        )
    )
    return ctx.db.row(statement)
