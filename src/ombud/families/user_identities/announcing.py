"""Tells webhooks that subscribe to events what became of the identities of users."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select

from ombud.families.users.announcing import announce
from ombud.families.webhooks.publishing import is_heard
from ombud.tables import user_identities
from ombud.wire.context import Context

__all__ = ["identities_watched"]

Json = dict[str, Any]
NAMES = ("identity_created", "identity_changed", "identity_deleted")


@contextmanager
def identities_watched(ctx: Context, *user_ids: int) -> Iterator[None]:
    """Queue how the identities of these users differ once the block is through."""
    if not is_heard(ctx, "user", *NAMES):
        yield
        return
    before = {user_id: _identities(ctx, user_id) for user_id in user_ids}
    yield
    for user_id, was in before.items():
        _announce(ctx, user_id, was, _identities(ctx, user_id))


def _announce(ctx: Context, user_id: int, was: dict[int, Json], now: dict[int, Json]) -> None:
    for identity_id in sorted(was.keys() | now.keys()):
        old, new = was.get(identity_id), now.get(identity_id)
        if old is None:
            announce(ctx, user_id, "identity_created", {"identity": new})
        elif new is None:
            announce(ctx, user_id, "identity_deleted", {"identity": old})
        elif old != new:
            announce(ctx, user_id, "identity_changed", {"current": new, "previous": old})


def _identities(ctx: Context, user_id: int) -> dict[int, Json]:
    mine = select(user_identities).where(user_identities.c.user_id == user_id)
    return {
        row.id: {
            "id": str(row.id),
            "primary": row.primary,
            "type": row.type,
            "value": row.value,
            "verified": row.verified,
        }
        for row in ctx.db.rows(mine)
    }
