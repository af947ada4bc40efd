"""Changes of groups as verbs of the desk."""

from typing import Any

from sqlalchemy import update

from ombud.db import Duplicate
from ombud.families.account_settings import settings
from ombud.families.group_memberships import dissolving as memberships
from ombud.families.groups import queries
from ombud.families.groups.shapes import GroupChange
from ombud.families.job_statuses.follow_ups import follow_up_each
from ombud.families.required import required_text
from ombud.search import index
from ombud.tables import groups
from ombud.wire.changes import UNSET, text_of
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_group", "update_group"]

LONGEST_NAME = 255


def create(ctx: Context, change: GroupChange) -> int:
    """Create a group and return its id; raises Invalid."""
    name = required_text("name", change.name, LONGEST_NAME)
    try:
        group_id = ctx.db.insert(
            groups,
            name=name,
            unique_name=_unique_name(ctx, name, None),
            description=text_of(change.description) or "",
            is_public=change.is_public is not False,
            created_at=ctx.now,
            updated_at=ctx.now,
        )
    except Duplicate as error:
        raise _taken(name) from error
    _changed(ctx, group_id)
    return group_id


def update_group(ctx: Context, group_id: int, change: GroupChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    group = queries.find(ctx, group_id)
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        values["name"] = required_text("name", change.name, LONGEST_NAME)
        values["unique_name"] = _unique_name(ctx, values["name"], group_id)
    if change.description is not UNSET:
        values["description"] = text_of(change.description) or ""
    if change.is_public is not UNSET and change.is_public is not None:
        if change.is_public and not group.is_public:
            raise Invalid.one("is_public", "Is public: a private group cannot become public")
        values["is_public"] = change.is_public
    if not values:
        return
    values["updated_at"] = ctx.now
    try:
        ctx.db.run(update(groups).where(groups.c.id == group_id).values(**values))
    except Duplicate as error:
        raise _taken(values["name"]) from error
    _changed(ctx, group_id)


def delete_group(ctx: Context, group_id: int) -> None:
    """Delete a group; its members leave it now, its unsolved tickets in the background."""
    group = queries.find(ctx, group_id)
    if group.default:
        raise Invalid.one("base", "The default group cannot be deleted")
    memberships.dissolve(ctx, group_id)
    ctx.db.run(
        update(groups)
        .where(groups.c.id == group_id)
        .values(deleted=True, unique_name=None, updated_at=ctx.now)
    )
    index.remove(ctx.db, "group", group_id)
    waiting = queries.unsolved_ticket_ids(ctx, group_id)
    follow_up_each(
        ctx, "groups.release_tickets", "Unassign Tickets", waiting, {"group_id": group_id}
    )
    ctx.db.configuration_changed()


def _unique_name(ctx: Context, name: str, group_id: int | None) -> str | None:
    """What the unique column is to hold, so that of two at once only one gets the name."""
    if not ctx.db.cached(settings.load).flag("groups.check_group_name_uniqueness"):
        return None
    # Groups from before the setting was on hold nothing there.
    if queries.is_name_taken(ctx, name, group_id):
        raise _taken(name)
    return name.lower()[:LONGEST_NAME]


def _taken(name: str) -> Invalid:
    return Invalid.one("name", f"Name: {name} has already been taken", "DuplicateValue")


def _changed(ctx: Context, group_id: int) -> None:
    row = queries.find(ctx, group_id)
    index.put(ctx.db, "group", row.id, row.name, row.description)
    ctx.db.configuration_changed()
