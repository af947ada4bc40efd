"""Removes mails as they came. Their rows stay, so that copies which come later are known.

The bytes go once the transaction is over, unless another mail or a file has the same.
"""

from sqlalchemy import ColumnElement, select, update

from ombud.families.attachments.sweeping import sweep_later
from ombud.tables import inbound_mails
from ombud.wire.context import Context

__all__ = ["forget_mails", "remove_raw"]

# What is still to be read is needed for that.
WAS_READ = inbound_mails.c.state != "queued"
NOTHING: dict[str, str | None] = {
    "message_id": None,
    "sender": None,
    "return_path": None,
    "recipients": "[]",
    "problem": None,
}


def remove_raw(ctx: Context, of_mails: ColumnElement[bool]) -> None:
    """Remove the bytes of these mails."""
    mine = of_mails & WAS_READ & inbound_mails.c.sha256.is_not(None)
    contents = ctx.db.values(select(inbound_mails.c.sha256).where(mine))
    if contents:
        ctx.db.run(update(inbound_mails).where(mine).values(sha256=None))
        sweep_later(ctx, contents)


def forget_mails(ctx: Context, of_mails: ColumnElement[bool]) -> None:
    """The same, and their envelopes."""
    remove_raw(ctx, of_mails)
    ctx.db.run(update(inbound_mails).where(of_mails, WAS_READ).values(**NOTHING))
