"""Stores mail as it came, before anything is made of it: the one function behind every door."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import bindparam, select

from ombud.config import Config
from ombud.db import Account, Duplicate, Prepared, Transaction
from ombud.families.attachments import store as contents
from ombud.families.attachments.queries import hold_content
from ombud.families.inbound_mails.copies import Head, head_of
from ombud.tables import inbound_mails
from ombud.values.clock import Clock
from ombud.values.text import as_json

__all__ = ["KEPT", "Door", "store"]

Door = Literal["smtp", "lmtp", "imap", "command"]
# Bytes that are kept of a mail above the limit: its head and how it begins.
KEPT = 256 * 1024
BY_DIGEST = Prepared(
    select(inbound_mails.c.id).where(inbound_mails.c.digest == bindparam("digest"))
)


def store(  # noqa: PLR0913 (what each door knows of a mail)
    account: Account,
    config: Config,
    clock: Clock,
    raw: bytes,
    *,
    door: Door,
    sender: str | None,
    recipients: Sequence[str],
    size: int | None = None,
) -> int:
    """Keep a mail for the runner to read; the id of its row, safe on the disk on return.

    A copy of a mail that is there, by whichever door, is that mail. `sender` is the envelope's,
    empty for a mail from nobody, None where the door does not know. `size` is how long the mail
    is where `raw` is only its beginning. Raises TryAgainLater and OSError; nothing is stored then.
    """
    now, size = clock.now(), len(raw) if size is None else size
    if size > config.mail_limit:
        raw = raw[:KEPT]
    head = head_of(raw, now)
    with account.transaction(writes=False) as db:
        known = _known(db, head)
    if known is None:
        sha256 = contents.address(raw)
        contents.put(account, sha256, raw)
        row = {
            **_columns(head, sender, recipients),
            "door": door,
            "size": size,
            "sha256": sha256,
            "state": "queued",
            "run_at": now,
            "received_at": now,
        }
        try:
            with account.transaction(writes=True) as db:
                known = _known(db, head) or _insert(account, db, raw, row)
        except Duplicate:
            # PostgreSQL: the same mail came in by another door at the same moment.
            with account.transaction(writes=False) as db:
                known = _known(db, head)
    return known or 0


def _known(db: Transaction, head: Head) -> int | None:
    found: int | None = db.value(BY_DIGEST, {"digest": head.digest})
    return found


def _insert(account: Account, db: Transaction, raw: bytes, row: dict[str, object]) -> int:
    sha256 = str(row["sha256"])
    hold_content(db, sha256)
    if not contents.is_there(account, sha256):
        # A file that had the same content was removed since, and the content with it.
        contents.put(account, sha256, raw)
    return db.insert(inbound_mails, **row)


def _columns(head: Head, sender: str | None, recipients: Sequence[str]) -> dict[str, object]:
    path = head.return_path if sender is None else sender.strip().strip("<>").lower()[:320]
    return {
        "digest": head.digest,
        "message_id": head.message_id,
        "sender": head.sender or path or None,
        "return_path": path,
        "recipients": as_json(list(dict.fromkeys(recipients)) or list(head.recipients)),
    }
