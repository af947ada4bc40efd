"""Leaves a mailbox to one fetcher at a time; another takes over when that one says nothing more."""

from typing import Any

from sqlalchemy import Row, bindparam, select

from ombud.db import Account, Duplicate, Prepared
from ombud.tables import mailboxes
from ombud.values.clock import wall_milliseconds
from ombud.values.tokens import new_token

__all__ = ["Lease"]

# Milliseconds that a mailbox is left to who fetches it, and after how many that is said again.
LEASE, RENEWAL = 30_000, 10_000
FOUND = select(mailboxes).where(mailboxes.c.name == bindparam("mailbox"))
SEEN, LOCKED = Prepared(FOUND), Prepared(FOUND.with_for_update())


class Lease:
    """One fetcher's claim on the mailbox of this name. Raises what the database does."""

    def __init__(self, account: Account, name: str) -> None:
        self._account, self._name, self._me = account, name, new_token()
        self._renew_at = 0

    def hold(self) -> bool:
        """Whether the mailbox is the caller's, now and for some seconds; cheap to ask often."""
        now = wall_milliseconds()
        if now >= self._renew_at:
            self._renew_at = now + RENEWAL if self._is_taken(now) else 0
        return self._renew_at > 0

    def give_back(self) -> None:
        """Leave it to whoever comes next."""
        if not self._renew_at:
            return
        self._renew_at = 0
        with self._account.transaction(writes=True) as db:
            row = db.row(LOCKED, {"mailbox": self._name})
            if row is not None and row.claimed_by == self._me:
                db.update(mailboxes, row.id, {"claimed_until": 0})

    def _is_taken(self, now: int) -> bool:
        # Those who wait must not lock the database for it.
        with self._account.transaction(writes=False) as db:
            if not self._is_free(db.row(SEEN, {"mailbox": self._name}), now):
                return False
        claim = {"claimed_by": self._me, "claimed_until": now + LEASE}
        try:
            with self._account.transaction(writes=True) as db:
                row = db.row(LOCKED, {"mailbox": self._name})
                if row is None:
                    db.insert(mailboxes, name=self._name, **claim)
                elif self._is_free(row, now):
                    db.update(mailboxes, row.id, claim)
                else:
                    return False
        except Duplicate:  # PostgreSQL: another fetcher was faster
            return False
        return True

    def _is_free(self, row: Row[Any] | None, now: int) -> bool:
        return row is None or row.claimed_by == self._me or row.claimed_until < now
