"""Beginning and ending memberships of either kind, and moving the default."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, update

from ombud.db import Duplicate
from ombud.families.memberships.announcing import affected, announce_begun, announce_ended
from ombud.families.memberships.queries import Kind, lock_person
from ombud.families.users import announcing
from ombud.tables import users
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["begin", "end", "end_all", "make_default", "taken"]


def begin(
    ctx: Context, kind: Kind, user_id: int, place_id: int, *, default: bool, **more: object
) -> int:
    """Make a locked user a member and return the membership's id; raises Invalid for a member."""
    if default:
        _clear_default(ctx, kind, user_id)
    try:
        membership_id = ctx.db.insert(
            kind.table,
            **{kind.place_id.name: place_id},
            user_id=user_id,
            default=default,
            created_at=ctx.now,
            updated_at=ctx.now,
            **more,
        )
    except Duplicate as error:
        raise taken() from error
    if default:
        _repeat_on_user(ctx, kind, user_id, place_id)
    announce_begun(ctx, kind, [user_id], place_id)
    ctx.db.configuration_changed()
    return membership_id


def end(ctx: Context, kind: Kind, membership: Row[Any], others: Sequence[Row[Any]]) -> None:
    """End a membership of a locked user; the first of the others becomes the default."""
    ctx.db.run(delete(kind.table).where(kind.table.c.id == membership.id))
    if membership.default:
        if others:
            _set_default(ctx, kind, others[0])
        else:
            _repeat_on_user(ctx, kind, membership.user_id, None)
    announce_ended(ctx, kind, [membership])
    ctx.db.configuration_changed()


def end_all(ctx: Context, kind: Kind, user_id: int) -> None:
    """End all memberships that a user has."""
    theirs = kind.table.c.user_id == user_id
    ended = affected(ctx, kind, "deleted", theirs)
    ctx.db.run(delete(kind.table).where(theirs))
    _repeat_on_user(ctx, kind, user_id, None)
    announce_ended(ctx, kind, ended)
    ctx.db.configuration_changed()


def make_default(ctx: Context, kind: Kind, membership: Row[Any]) -> None:
    """Make this membership its user's default."""
    lock_person(ctx, membership.user_id)
    if not membership.default:
        _clear_default(ctx, kind, membership.user_id)
        _set_default(ctx, kind, membership)
        ctx.db.configuration_changed()


def taken() -> Invalid:
    """The user is a member already."""
    return Invalid.one("user_id", "User has already been taken", "DuplicateValue")


def _clear_default(ctx: Context, kind: Kind, user_id: int) -> None:
    memberships = kind.table.c
    ctx.db.run(
        update(kind.table)
        .where(memberships.user_id == user_id, memberships.default)
        .values(default=False, updated_at=ctx.now)
    )


def _set_default(ctx: Context, kind: Kind, membership: Row[Any]) -> None:
    ctx.db.run(
        update(kind.table)
        .where(kind.table.c.id == membership.id)
        .values(default=True, updated_at=ctx.now)
    )
    place_id = membership._mapping[kind.place_id.name]
    _repeat_on_user(ctx, kind, membership.user_id, place_id)


def _repeat_on_user(ctx: Context, kind: Kind, user_id: int, place_id: int | None) -> None:
    values = {kind.default_id.name: place_id, "updated_at": ctx.now}
    before = announcing.watched(ctx, user_id)
    ctx.db.run(update(users).where(users.c.id == user_id).values(**values))
    announcing.announce_changes(ctx, before, values)
