"""What the account knows of itself, as every other family reads it."""

from dataclasses import dataclass

from sqlalchemy import select

from ombud.db import Transaction
from ombud.tables import account

__all__ = ["AccountFacts", "load"]


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Read with `db.cached(account.load)`."""

    name: str
    subdomain: str
    time_zone: str
    locale_id: int
    owner_id: int | None


def load(db: Transaction) -> AccountFacts:
    """The one row of the account."""
    row = db.rows(select(account).limit(1))[0]
    return AccountFacts(row.name, row.subdomain, row.time_zone, row.locale_id, row.owner_id)
