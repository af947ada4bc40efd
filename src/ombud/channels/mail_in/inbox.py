"""The inbox of an account: reads what the doors stored, one mail after another, and admits it."""

import math
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Row

from ombud.db import Account, Transaction, TryAgainLater
from ombud.families.attachments import store
from ombud.families.inbound_mails import queries
from ombud.families.inbound_mails.admitting import admit, give_up
from ombud.mail.letter import Letter, Party
from ombud.mail.reading import read
from ombud.tables import inbound_mails
from ombud.values.clock import Clock, monotonic
from ombud.wire.context import Context
from ombud.wire.errors import ApiError

__all__ = ["Inbox"]

log = structlog.get_logger("ombud.mail_in")
# Seconds that a mail is left to who has begun to read it; who comes second changes nothing twice.
LEASE = 10
# So often a mail is begun, also by readers that died of it; then it is held back.
MOST_ATTEMPTS = 5
# Seconds until the next attempt, times the attempts there were.
PAUSE = 5
SYNC_AFTER = 20


class Inbox:
    """Any number of runners may work on one at the same time."""

    def __init__(
        self, account: Account, clock: Clock, context: Callable[[Account, Transaction], Context]
    ) -> None:
        self._account, self._clock, self._context = account, clock, context
        self._stopping = False

    def stop(self) -> None:
        """Leave the rest after the mail in hand."""
        self._stopping = True

    def work(self, patience: float = math.inf) -> int:
        """Admit what is due, for about so many seconds; how many mails there were.

        Raises TryAgainLater when the database is busy; nothing is lost by it.
        """
        until, count = monotonic() + patience, 0
        try:
            # Looking needs no lock, which claiming does.
            is_due = self._has_due()
            while is_due and not self._stopping and (count == 0 or monotonic() < until):
                if not self._next():
                    break
                count += 1
                if count % SYNC_AFTER == 0:
                    self._account.sync()
        finally:
            if count:
                # Until now a power cut would have made the desk read them again.
                self._account.sync()
        return count

    def _has_due(self) -> bool:
        with self._account.transaction(writes=False) as db:
            return queries.has_due(db, self._clock.now())

    def _next(self) -> bool:
        """Begin the next mail and see it to its end; False when another reader was faster."""
        now = self._clock.now()
        with self._account.transaction(writes=True, syncs=False) as db:
            row = queries.claim(db, now, now + LEASE)
        if row is None:
            return False
        if row.attempts >= MOST_ATTEMPTS:
            self._give_up(row, _bare(row), row.problem or "Reading it ended the reader.")
            return True
        try:
            self._admit_or_refuse(row)
        except TryAgainLater:
            self._put_off(row, row.attempts, row.problem, 1)
            raise
        except Exception as error:  # whatever a mail makes fail must not keep the others waiting
            log.exception("mail not read", mail=row.id, attempt=row.attempts + 1)
            self._failed(row, repr(error))
        return True

    def _admit_or_refuse(self, row: Row[Any]) -> None:
        """What is refused would be refused again: it is not tried so often."""
        letter = self._letter(row)
        if letter is None:
            return
        try:
            self._admit(row, letter, obeys=True)
        except ApiError:
            # Perhaps it is only a command that is wrong; then the agent sees it in the comment.
            try:
                self._admit(row, letter, obeys=False)
            except ApiError as error:
                self._give_up(row, letter, str(error.body))

    def _admit(self, row: Row[Any], letter: Letter, *, obeys: bool) -> None:
        with self._account.transaction(writes=True, syncs=False) as db:
            found = queries.lock(db, row.id)
            if found is not None:
                admit(self._context(self._account, db), letter, found, obeys=obeys)

    def _letter(self, row: Row[Any]) -> Letter | None:
        """The mail, read; None for one that was too large to keep, which is held back."""
        content = store.path_of(self._account, row.sha256).read_bytes()
        is_cut = len(content) < row.size
        letter = read(content, sender=row.return_path)
        del content
        if is_cut:
            # Zendesk: mails-too-large (docs/quirks.md#mails-too-large)
            self._give_up(row, letter, f"It is too large: {row.size} bytes.")
            return None
        return letter

    def _failed(self, row: Row[Any], problem: str) -> None:
        attempts = row.attempts + 1
        if attempts < MOST_ATTEMPTS:
            self._put_off(row, attempts, problem, PAUSE * attempts)
        else:
            self._give_up(row, None, problem)

    def _put_off(self, row: Row[Any], attempts: int, problem: str | None, pause: int) -> None:
        values = {"attempts": attempts, "problem": problem, "run_at": self._clock.now() + pause}
        with self._account.transaction(writes=True) as db:
            if queries.lock(db, row.id) is not None:
                db.update(inbound_mails, row.id, values)

    def _give_up(self, row: Row[Any], letter: Letter | None, problem: str) -> None:
        """Hold the mail back; where even that fails it stays where it is, and is told of."""
        try:
            self._hold(row, self._read_again(row) if letter is None else letter, problem)
        except TryAgainLater:
            raise
        except Exception:  # what cannot be held back as it is, is held back without its words
            log.exception("mail not held back", mail=row.id)
            self._hold_bare(row, problem)

    def _hold_bare(self, row: Row[Any], problem: str) -> None:
        try:
            self._hold(row, _bare(row), problem)
        except TryAgainLater:
            raise
        except Exception:  # the mail itself is still there, and its row says why
            log.exception("mail left alone", mail=row.id)
            with self._account.transaction(writes=True) as db:
                db.update(inbound_mails, row.id, {"state": "failed", "problem": problem})

    def _hold(self, row: Row[Any], letter: Letter, problem: str) -> None:
        with self._account.transaction(writes=True) as db:
            if queries.lock(db, row.id) is not None:
                db.update(inbound_mails, row.id, {"problem": problem})
                found = queries.lock(db, row.id)
                give_up(self._context(self._account, db), letter, found or row)

    def _read_again(self, row: Row[Any]) -> Letter:
        content = store.path_of(self._account, row.sha256).read_bytes()
        return read(content, sender=row.return_path)


def _bare(row: Row[Any]) -> Letter:
    """What is known of a mail without reading it."""
    sender = Party(row.sender) if row.sender else None
    return Letter(message_id=row.message_id, sender=sender)
