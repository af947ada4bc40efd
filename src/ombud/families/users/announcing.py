"""Tells webhooks that subscribe to events what happened to a user."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Row

from ombud.families.users import queries
from ombud.families.webhooks.publishing import Event, changes, is_heard, publish
from ombud.values.times import iso
from ombud.wire.context import Context

__all__ = ["announce", "announce_changes", "watched"]


def announce(ctx: Context, user_id: int, name: str) -> None:
    """Queue what happens to a user once: `created` or `deleted`."""
    if is_heard(ctx):
        _publish(ctx, user_id, [(name, {})])


def watched(ctx: Context, user_id: int) -> Row[Any] | None:
    """A user as `announce_changes` needs them before the update; None where nobody listens."""
    return queries.any_user(ctx, user_id) if is_heard(ctx) else None


def announce_changes(ctx: Context, row: Row[Any] | None, after: Mapping[str, Any]) -> None:
    """Queue the changes of some columns of a user who was just updated."""
    if row is not None and is_heard(ctx):
        _publish(ctx, row.id, list(changes(ctx, "user", dict(row._mapping), after)))


def _publish(ctx: Context, user_id: int, events: Collection[Event]) -> None:
    publish(ctx, "user", user_id, events, lambda: _detail(queries.any_user(ctx, user_id)))


def _detail(row: Row[Any]) -> dict[str, Any]:
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
