"""Removes the bytes of mails that are old: what they said is in tickets, or nobody wanted it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, text

from ombud.config import Config
from ombud.db import Transaction
from ombud.families.inbound_mails.forgetting import remove_raw
from ombud.jobs.chores import Chore
from ombud.tables import inbound_mails
from ombud.wire.context import Context

__all__ = ["chores", "oldest_before"]

DAY = 86_400
# How many lose their bytes in one transaction.
AT_ONCE = 500
# The very words of the index: neither what is to be read nor what waits for a decision.
REMOVABLE = text("sha256 IS NOT NULL AND state IN ('ticket', 'dropped')")


def chores(config: Config) -> Sequence[Chore[Context]]:
    """What keeps the store as small as the settings want it; nothing where mails stay for ever."""
    kept_for = config.raw_mail_days * DAY
    if kept_for <= 0:
        return ()

    def find(db: Transaction, now: int) -> Sequence[int]:
        return db.values(oldest_before(now - kept_for, 1))

    def do(ctx: Context, _oldest_id: int) -> None:
        ids = ctx.db.values(oldest_before(ctx.now - kept_for, AT_ONCE))
        remove_raw(ctx, inbound_mails.c.id.in_(ids))

    return (Chore("inbound mails: remove old ones", find, do),)


def oldest_before(until: int, most: int) -> Select[Any]:
    """The ids of the oldest that may lose their bytes, of those that came until then."""
    order = (inbound_mails.c.received_at, inbound_mails.c.id)
    old = select(inbound_mails.c.id).where(REMOVABLE, inbound_mails.c.received_at <= until)
    return old.order_by(*order).limit(most)
