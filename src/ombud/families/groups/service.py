"""Changes of groups as verbs of the desk."""

from typing import Any

from sqlalchemy import delete, update

from ombud.families.groups import queries
from ombud.families.groups.shapes import GroupChange
from ombud.tables import group_memberships, groups, users
from ombud.wire.changes import UNSET
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["create", "delete_group", "update_group"]

LONGEST_NAME = 255


def create(ctx: Context, change: GroupChange) -> int:
    """Create a group and return its id."""
    name = _checked_name(change.name)
    return ctx.db.insert(
        groups,
        name=name,
        description=change.description or "",
        is_public=change.is_public is not False,
        created_at=ctx.now,
        updated_at=ctx.now,
    )


def update_group(ctx: Context, group_id: int, change: GroupChange) -> None:
    """Change what was given; raises NotFound and Invalid."""
    group = queries.find(ctx, group_id)
    values: dict[str, Any] = {}
    if change.name is not UNSET:
        values["name"] = _checked_name(change.name)
    if change.description is not UNSET:
        values["description"] = change.description or ""
    if change.is_public is not UNSET and change.is_public is not None:
        if change.is_public and not group.is_public:
            raise Invalid.one("is_public", "Is public: a private group cannot become public")
        values["is_public"] = change.is_public
    if values:
        values["updated_at"] = ctx.now
        ctx.db.run(update(groups).where(groups.c.id == group_id).values(**values))


def delete_group(ctx: Context, group_id: int) -> None:
    """Delete a group; its members and open tickets leave it."""
    group = queries.find(ctx, group_id)
    if group.default:
        raise Invalid.one("base", "The default group cannot be deleted")
    ctx.db.run(delete(group_memberships).where(group_memberships.c.group_id == group_id))
    ctx.db.run(
        update(users).where(users.c.default_group_id == group_id).values(default_group_id=None)
    )
    ctx.db.run(
        update(groups).where(groups.c.id == group_id).values(deleted=True, updated_at=ctx.now)
    )
    ctx.db.configuration_changed()


def _checked_name(name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise Invalid.blank("name")
    if len(name) > LONGEST_NAME:
        raise Invalid.too_long("name", LONGEST_NAME)
    return name.strip()
