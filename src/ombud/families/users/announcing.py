"""Tells webhooks that subscribe to events what happened to users."""

from typing import Any

from sqlalchemy import Row

from ombud.families.users import queries
from ombud.families.webhooks.announcer import Announcer
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["announce", "announce_changes", "watched", "watching"]


def _detail(ctx: Context, row: Row[Any]) -> dict[str, Any]:
    del ctx

    def told(id_: int | None) -> str | None:
        return None if id_ is None else str(id_)

    return {
        "id": str(row.id),
        "email": row.email,
        "external_id": row.external_id,
        "default_group_id": told(row.default_group_id),
        "organization_id": told(row.organization_id),
        "role": row.role,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


USERS = Announcer("user", queries.any_user, _detail)
announce, announce_changes = USERS.announce, USERS.announce_changes
watched, watching = USERS.watched, USERS.watching
