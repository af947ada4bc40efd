"""Tells webhooks that subscribe to events who became a member, and who is none any more."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, select

from ombud.families.memberships.queries import Kind
from ombud.families.users.announcing import announce
from ombud.families.webhooks.publishing import is_heard
from ombud.wire.context import Context

__all__ = ["affected", "announce_begun", "announce_ended"]

What = Literal["created", "deleted"]


def affected(
    ctx: Context, kind: Kind, what: What, condition: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """The memberships that are about to be created or deleted; none where nobody listens."""
    if not is_heard(ctx, "user", _name(kind, what)):
        return ()
    return ctx.db.rows(select(kind.table).where(condition).order_by(kind.table.c.id))


def announce_begun(ctx: Context, kind: Kind, user_ids: Iterable[int], place_id: int) -> None:
    """Queue that these users are members of a place now."""
    _announce(ctx, kind, "created", ((user_id, place_id) for user_id in user_ids))


def announce_ended(ctx: Context, kind: Kind, ended: Iterable[Row[Any]]) -> None:
    """Queue that these memberships have ended."""
    place = kind.place_id.name
    _announce(ctx, kind, "deleted", ((row.user_id, row._mapping[place]) for row in ended))


def _announce(ctx: Context, kind: Kind, what: What, members: Iterable[tuple[int, int]]) -> None:
    name = _name(kind, what)
    # Asked once: after a change of the configuration it is no look into memory any more.
    if is_heard(ctx, "user", name):
        for user_id, place_id in members:
            announce(ctx, user_id, name, {kind.name: {"id": str(place_id)}})


def _name(kind: Kind, what: What) -> str:
    return f"{kind.name}_membership_{what}"
