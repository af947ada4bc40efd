"""From an e-mail address to the person who may sign in with it."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.signing_in.actors import actor_of
from ombud.tables import user_identities, users
from ombud.wire.context import Actor
from ombud.wire.errors import Forbidden, Unauthenticated

__all__ = ["Person", "actor_or_refusal", "person_by_email"]

BY_EMAIL = Prepared(
    select(users.c.id, users.c.verified)
    .join(user_identities, user_identities.c.user_id == users.c.id)
    .where(
        user_identities.c.type == "email",
        user_identities.c.value == bindparam("email"),
        users.c.active,
    )
)
SUSPENDED = Prepared(select(users.c.suspended).where(users.c.id == bindparam("id"), users.c.active))


class Person(NamedTuple):
    """Who is behind an address, and whether the address was shown to be theirs."""

    id: int
    verified: bool


def person_by_email(db: Transaction, email: str) -> Person | None:
    """The active user who has this address, primary or not.

    Kept in memory until the configuration changes, so whatever alters identities must call
    `db.configuration_changed()`. Strangers are not remembered.
    """
    return db.cached(_load, email.lower())


def actor_or_refusal(
    db: Transaction, user_id: int, refusal: type[Unauthenticated] | Unauthenticated
) -> Actor:
    """The actor of a proven user; raises Forbidden for a suspended one, else `refusal`."""
    actor = actor_of(db, user_id)
    if actor is not None:
        return actor
    # Zendesk: suspended-sign-in
    if db.value(SUSPENDED, {"id": user_id}):
        raise Forbidden
    raise refusal


def _load(db: Transaction, email: str) -> Person | None:
    row = db.row(BY_EMAIL, {"email": email})
    return None if row is None else Person(row.id, row.verified)
