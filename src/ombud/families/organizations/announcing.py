"""Tells webhooks that subscribe to events what happened to organizations."""

from typing import Any

from sqlalchemy import Row

from ombud.families.organizations import queries
from ombud.families.webhooks.announcer import Announcer
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["announce", "announce_changes"]


def _detail(ctx: Context, row: Row[Any]) -> dict[str, Any]:
    del ctx
    return {
        "id": str(row.id),
        "name": row.name,
        "external_id": row.external_id,
        "group_id": None if row.group_id is None else str(row.group_id),
        "shared_comments": row.shared_comments,
        "shared_tickets": row.shared_tickets,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


ORGANIZATIONS = Announcer("organization", queries.find_any, _detail)
announce, announce_changes = ORGANIZATIONS.announce, ORGANIZATIONS.announce_changes
