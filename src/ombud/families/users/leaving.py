"""Deleting users: first so that they only cannot act, later so that only the id is left."""

from typing import Any

from sqlalchemy import Row, delete, func, select, update

from ombud.families.attachments.standing import forget_picture
from ombud.families.erasure import erase_person
from ombud.families.group_memberships import service as in_groups
from ombud.families.macros.deletion import delete_personal
from ombud.families.memberships.announcing import affected, announce_ended
from ombud.families.memberships.queries import IN_ORGANIZATIONS
from ombud.families.sessions.service import end_all_of
from ombud.families.user_identities.announcing import identities_watched
from ombud.families.users import announcing, indexing, queries, rights
from ombud.families.users.tagging import forget_rows
from ombud.tables import (
    compliance_deletions,
    oauth_tokens,
    organization_memberships,
    tickets,
    user_identities,
    users,
)
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["delete_user", "forget_user", "retire"]

NOBODY = "Permanently Deleted User"
SCRUBBED = (
    "email",
    "external_id",
    "alias",
    "phone",
    "details",
    "notes",
    "signature",
    "photo_id",
    "password_hash",
    "organization_id",
    "time_zone",
    "last_login_at",
)


def delete_user(ctx: Context, user_id: int) -> None:
    """Delete a user; raises NotFound, Forbidden, and Invalid while tickets are open."""
    row = queries.lock(ctx, user_id)
    rights.check_may_delete(ctx, row)
    unclosed = ctx.db.value(
        select(func.count()).where(
            tickets.c.requester_id == user_id,
            tickets.c.status != "closed",
            tickets.c.deleted_at.is_(None),
        )
    )
    if unclosed:
        description = f"User is requester on {unclosed} ticket(s) that are not closed."
        raise Invalid.one("base", description, None)
    retire(ctx, row)


def retire(ctx: Context, row: Row[Any]) -> None:
    """Take away all by which somebody acts or is found; the identities are free again."""
    if row.role != "end-user":
        in_groups.leave_all(ctx, row.id)
    ended = affected(ctx, IN_ORGANIZATIONS, "deleted", organization_memberships.c.user_id == row.id)
    with identities_watched(ctx, row.id):
        for table in (organization_memberships, user_identities, oauth_tokens):
            ctx.db.run(delete(table).where(table.c.user_id == row.id))
    announce_ended(ctx, IN_ORGANIZATIONS, ended)
    delete_personal(ctx, row.id)
    end_all_of(ctx, [row.id])
    forget_rows(ctx, row.id)
    indexing.forget(ctx, row.id)
    ctx.db.run(
        update(users)
        .where(users.c.id == row.id)
        .values(active=False, deleted_at=ctx.now, updated_at=ctx.now)
    )
    announcing.announce_changes(ctx, row, {"active": False})
    announcing.announce(ctx, row.id, "deleted")
    ctx.db.configuration_changed()


def forget_user(ctx: Context, user_id: int) -> Row[Any]:
    """Erase what is known of a deleted user for good; the scrubbed row.

    Raises NotFound for users who were not deleted before, or erased already.
    """
    row = queries.find_deleted(ctx, user_id)
    if not rights.may_delete(ctx, row.role):
        raise Forbidden
    erase_person(ctx, row)
    forget_picture(ctx, row.photo_id)
    nothing: dict[str, Any] = dict.fromkeys(SCRUBBED)
    ctx.db.run(
        update(users)
        .where(users.c.id == user_id)
        .values(
            **nothing,
            name=NOBODY,
            tags="[]",
            user_fields="{}",
            updated_at=ctx.now,
            permanently_deleted_at=ctx.now,
        )
    )
    for action, application in (
        ("request_deletion", "all"),
        ("started", "support"),
        ("complete", "support"),
    ):
        ctx.db.insert(
            compliance_deletions,
            user_id=user_id,
            action=action,
            application=application,
            executer_id=ctx.actor.id,
            created_at=ctx.now,
        )
    return queries.any_user(ctx, user_id)
