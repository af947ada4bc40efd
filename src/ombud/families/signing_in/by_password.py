"""Proof by e-mail address and password, slowed down after failures."""

from sqlalchemy import bindparam, select

from ombud.config import Config
from ombud.db import Prepared, Transaction
from ombud.families.signing_in.attempts import Attempts
from ombud.families.signing_in.passwords import password_check
from ombud.families.signing_in.people import actor_or_refusal, person_by_email
from ombud.tables import users
from ombud.wire.context import Actor
from ombud.wire.errors import Unauthenticated

__all__ = ["actor_by_password", "is_password_of"]

HASH = Prepared(select(users.c.password_hash).where(users.c.id == bindparam("id")))


def actor_by_password(
    db: Transaction, config: Config, email: str, password: str, address: str
) -> Actor:
    """The user whose password this is; `address` is the network address of whoever says so.

    Raises Unauthenticated, with the seconds to wait, for a wrong one, Forbidden for a suspended
    user, and TooManyRequests before anything is looked at when too many were wrong.
    """
    attempts = db.kept(Attempts)
    attempts.check(email, address)
    person = person_by_email(db, email)
    if not is_password_of(db, config, person.id if person else None, password) or not person:
        raise Unauthenticated(by_password=True, delay=attempts.failed(email, address))
    attempts.succeeded(email, address)
    return actor_or_refusal(db, person.id, Unauthenticated(by_password=True))


def is_password_of(db: Transaction, config: Config, user_id: int | None, password: str) -> bool:
    """Whether it is this user's password; takes as long for nobody as for somebody."""
    stored = None if user_id is None else db.value(HASH, {"id": user_id})
    check = password_check(config.password_cache_seconds)
    if check.remembers(password, stored):
        return True
    # argon2 takes long enough for everybody else to notice a lock.
    name = ("password", stored, password)
    return db.slowly(name, lambda: check.is_right(password, stored))
