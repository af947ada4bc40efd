"""Statements about the people on a ticket."""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Row, bindparam, select

from ombud.db import Prepared
from ombud.tables import organization_memberships, organizations, users
from ombud.wire.context import Context

__all__ = ["active_ids", "emails", "organizations_of", "person", "tags_of"]

PERSON = Prepared(select(users).where(users.c.id == bindparam("id"), users.c.active))
ORGANIZATIONS = Prepared(
    select(organization_memberships.c.organization_id)
    .join(organizations, organizations.c.id == organization_memberships.c.organization_id)
    .where(
        organization_memberships.c.user_id == bindparam("id"), organizations.c.deleted_at.is_(None)
    )
)


def person(ctx: Context, user_id: int) -> Row[Any] | None:
    """An active user."""
    return ctx.db.row(PERSON, {"id": user_id})


def organizations_of(ctx: Context, user_id: int) -> list[int]:
    """The organizations a user belongs to."""
    return ctx.db.values(ORGANIZATIONS, {"id": user_id})


def tags_of(ctx: Context, requester: Row[Any]) -> list[str]:
    """The tags that a new ticket takes over from its requester and the requester's organization."""
    tags: list[str] = msgspec.json.decode(requester.tags)
    if requester.organization_id is not None:
        statement = select(organizations.c.tags).where(
            organizations.c.id == requester.organization_id
        )
        tags += msgspec.json.decode(ctx.db.value(statement) or "[]")
    return tags


def active_ids(ctx: Context, ids: Collection[int]) -> set[int]:
    """Those of the ids that are active users."""
    if not ids:
        return set()
    statement = select(users.c.id).where(users.c.id.in_(list(ids)), users.c.active)
    return set(ctx.db.values(statement))


def emails(ctx: Context, ids: Collection[int]) -> dict[int, str]:
    """The addresses of users, or their names where they have none."""
    statement = select(users.c.id, users.c.email, users.c.name).where(users.c.id.in_(list(ids)))
    return {row.id: row.email or row.name for row in ctx.db.rows(statement)}
