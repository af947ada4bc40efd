"""What the search index knows of a user."""

import msgspec
from sqlalchemy import bindparam, select

from ombud.db import Prepared
from ombud.search import index
from ombud.tables import user_identities, users
from ombud.wire.context import Context

__all__ = ["forget", "reindex"]

WORDS = Prepared(
    select(
        users.c.name,
        users.c.alias,
        users.c.phone,
        users.c.external_id,
        users.c.details,
        users.c.notes,
        users.c.tags,
    ).where(users.c.id == bindparam("user_id"))
)
ADDRESSES = Prepared(
    select(user_identities.c.value).where(user_identities.c.user_id == bindparam("user_id"))
)


def reindex(ctx: Context, user_id: int) -> None:
    """Write the user's name, addresses and notes as they are now."""
    row = ctx.db.rows(WORDS, {"user_id": user_id})[0]
    values = ctx.db.values(ADDRESSES, {"user_id": user_id})
    tags = msgspec.json.decode(row.tags)
    text = [*values, row.phone or "", row.external_id or "", row.alias or "", *tags]
    # The keywords `notes` and `details` look at these parts alone.
    parts = {"notes": row.notes, "more": row.details}
    index.put(ctx.db, "user", user_id, row.name, " ".join(text), **parts)


def forget(ctx: Context, user_id: int) -> None:
    """Take the user out of the index."""
    index.remove(ctx.db, "user", user_id)
