"""For whom a view is: everybody, some groups, or one agent."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec import UnsetType
from sqlalchemy import Row, delete, select

from ombud.families.conditions.known import RECORDS
from ombud.families.views import rights
from ombud.families.views.shapes import RestrictionChange
from ombud.tables import view_groups
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["Restriction", "keep_groups", "of_change", "of_new"]

MOST_GROUPS = 1000


class Restriction(NamedTuple):
    """One agent or some groups; without both a view is for everybody."""

    owner_id: int | None = None
    group_ids: Sequence[int] = ()


def of_new(ctx: Context, given: RestrictionChange | UnsetType | None) -> Restriction:
    """The restriction of a new view; raises Forbidden and Invalid.

    Without a word on it, a view of an agent who may not share views is their own.
    # Zendesk: personal-views (docs/quirks.md#personal-views)
    """
    if given is UNSET and not rights.may_share(ctx.actor):
        given = RestrictionChange(type="User")
    return _checked(ctx, _read(ctx, given, ctx.actor.id))


def of_change(
    ctx: Context, view: Row[Any], given: RestrictionChange | UnsetType | None
) -> Restriction:
    """The restriction that a change gives to a view; raises Forbidden and Invalid."""
    return _checked(ctx, _read(ctx, given, view.owner_id or ctx.actor.id))


def keep_groups(ctx: Context, view_id: int, group_ids: Sequence[int]) -> None:
    """Make these the groups of a view."""
    ctx.db.run(delete(view_groups).where(view_groups.c.view_id == view_id))
    rows = [
        {"view_id": view_id, "group_id": group_id, "place": place}
        for place, group_id in enumerate(group_ids)
    ]
    ctx.db.insert_all(view_groups, rows)


def _read(
    ctx: Context, given: RestrictionChange | UnsetType | None, owner_id: int | None
) -> Restriction:
    if given is UNSET or given is None:
        return Restriction()
    if given.type == "User":
        user_id = owner_id if given.id is UNSET or given.id is None else given.id
        _check_there(ctx, "agent", [user_id or 0])
        return Restriction(owner_id=user_id)
    ids = list(dict.fromkeys(_ids(given)))
    if not ids or len(ids) > MOST_GROUPS:
        raise Invalid.one("restriction", f"Restriction: from 1 to {MOST_GROUPS} groups are needed")
    _check_there(ctx, "group", ids)
    return Restriction(group_ids=ids)


def _ids(given: RestrictionChange) -> list[int]:
    if given.ids is not UNSET and given.ids:
        return given.ids
    return [] if given.id is UNSET or given.id is None else [given.id]


def _check_there(ctx: Context, record: str, ids: list[int]) -> None:
    stored, living = RECORDS[record]
    found = set(ctx.db.values(select(stored.c.id).where(stored.c.id.in_(ids), living)))
    for id_ in ids:
        if id_ not in found:
            kind = "User" if record == "agent" else "Group"
            raise Invalid.one("restriction", f"Restriction: {kind} {id_} is not valid")


def _checked(ctx: Context, restriction: Restriction) -> Restriction:
    """What the caller may have; a view for another agent only who shares views can make."""
    if restriction.group_ids:
        is_allowed = rights.may_restrict_to_groups(ctx.actor, list(restriction.group_ids))
    elif restriction.owner_id == ctx.actor.id:
        is_allowed = ctx.actor.may("manage_personal_views")
    else:
        is_allowed = rights.may_share(ctx.actor)
    if not is_allowed:
        raise Forbidden
    return restriction
