"""Tells webhooks that subscribe to events what happened to an organization."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row, select

from ombud.families.required import existing
from ombud.families.webhooks.publishing import Event, changes, is_heard, publish
from ombud.tables import organizations
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["announce", "announce_changes"]


def announce(ctx: Context, organization_id: int, name: str) -> None:
    """Queue what happens to an organization once: `created` or `deleted`."""
    if is_heard(ctx):
        _publish(ctx, organization_id, [(name, {})])


def announce_changes(ctx: Context, row: Row[Any], after: Mapping[str, Any]) -> None:
    """Queue the changes of some columns of an organization that was just updated."""
    if is_heard(ctx):
        _publish(ctx, row.id, list(changes(ctx, "organization", dict(row._mapping), after)))


def _publish(ctx: Context, organization_id: int, events: Collection[Event]) -> None:
    publish(ctx, "organization", organization_id, events, lambda: _detail(ctx, organization_id))


def _detail(ctx: Context, organization_id: int) -> dict[str, Any]:
    statement = select(organizations).where(organizations.c.id == organization_id)
    row = existing(ctx.db.row(statement))
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
