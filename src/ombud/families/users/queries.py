"""Statements of the users family: which users a caller may see, and how lists of them sort."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select

from ombud.db import Prepared
from ombud.families.required import existing
from ombud.families.users.changes import UserQuery
from ombud.tables import (
    begins_with,
    folded,
    group_memberships,
    organization_memberships,
    user_identities,
    users,
)
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "NAME_KEY",
    "ORDERS",
    "any_user",
    "beginning_with",
    "deleted",
    "find",
    "find_deleted",
    "in_group",
    "in_organization",
    "lock",
    "matching",
    "narrowed",
    "owner_of_email",
    "visible",
    "with_external_ids",
    "with_ids",
]

NAME_KEY = folded(users.c.name).label("name_key")
# The hash of the password stays where it is checked.
COLUMNS = tuple(column for column in users.c if column.name != "password_hash")
SORTS = {
    "id": (users.c.id,),
    "name": (NAME_KEY, users.c.id),
    "created_at": (users.c.created_at, users.c.id),
    "updated_at": (users.c.updated_at, users.c.id),
}
ORDERS = Orders(default=(users.c.id,), cursor=SORTS, offset=SORTS)
OWNER = Prepared(
    select(user_identities.c.user_id).where(
        user_identities.c.type == "email", user_identities.c.value == bindparam("address")
    )
)


def visible(ctx: Context) -> Select[Any]:
    """Agents see every user who was not deleted, end users only themselves."""
    statement = select(*COLUMNS, NAME_KEY).where(users.c.active)
    if ctx.actor.is_agent:
        return statement
    return statement.where(users.c.id == (ctx.actor.id or 0))


def matching(ctx: Context, query: UserQuery) -> Select[Any]:
    """The users that a list's filters leave."""
    return narrowed(visible(ctx), query)


def narrowed(statement: Select[Any], query: UserQuery) -> Select[Any]:
    """The statement with the filters of a list."""
    roles = [role.strip().replace("_", "-") for role in query.role or []]
    if roles:
        statement = statement.where(users.c.role.in_(roles))
    if query.permission_set is not None:
        statement = statement.where(users.c.custom_role_id == query.permission_set)
    if query.external_id is not None:
        wanted = func.lower(query.external_id)
        statement = statement.where(folded(users.c.external_id) == wanted)
    return statement


def in_group(statement: Select[Any], group_id: int) -> Select[Any]:
    """Those of the users who are members of the group."""
    return statement.join(
        group_memberships,
        (group_memberships.c.user_id == users.c.id) & (group_memberships.c.group_id == group_id),
    )


def in_organization(statement: Select[Any], organization_id: int) -> Select[Any]:
    """Those of the users who belong to the organization."""
    return statement.join(
        organization_memberships,
        (organization_memberships.c.user_id == users.c.id)
        & (organization_memberships.c.organization_id == organization_id),
    )


def with_ids(ctx: Context, ids: Collection[int]) -> Select[Any]:
    """Those of the ids that are there, by rising id."""
    return visible(ctx).where(users.c.id.in_(ids)).order_by(users.c.id)


def with_external_ids(ctx: Context, external_ids: Collection[str]) -> Select[Any]:
    """Those that have one of these external ids, in any case, by rising id."""
    wanted = [func.lower(external_id) for external_id in external_ids]
    return visible(ctx).where(folded(users.c.external_id).in_(wanted)).order_by(users.c.id)


def beginning_with(ctx: Context, name: str) -> Select[Any]:
    """Users whose name begins with this text, in any case, by name; none from elsewhere."""
    foreign = select(user_identities.c.id).where(
        user_identities.c.user_id == users.c.id, user_identities.c.type == "foreign"
    )
    found = visible(ctx).where(begins_with(users.c.name, name), ~foreign.exists())
    return found.order_by(folded(users.c.name), users.c.id)


def find(ctx: Context, user_id: int) -> Row[Any]:
    """One visible user; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(users.c.id == user_id)))


def lock(ctx: Context, user_id: int) -> Row[Any]:
    """The same, kept from other writers until the transaction ends."""
    statement = visible(ctx).where(users.c.id == user_id)
    return existing(ctx.db.row(statement.with_for_update(of=users)))


def any_user(ctx: Context, user_id: int) -> Row[Any]:
    """The row of a user who is known to exist, deleted or not, whoever asks."""
    return ctx.db.rows(select(*COLUMNS, NAME_KEY).where(users.c.id == user_id))[0]


def deleted(ctx: Context) -> Select[Any]:
    """Every agent sees the users who were deleted, and what is left of those erased for good."""
    del ctx
    return select(*COLUMNS, NAME_KEY).where(users.c.active.is_(False))


def find_deleted(ctx: Context, user_id: int) -> Row[Any]:
    """One deleted user; raises NotFound, also for who was erased for good."""
    remembered = users.c.permanently_deleted_at.is_(None)
    return existing(ctx.db.row(deleted(ctx).where(users.c.id == user_id, remembered)))


def owner_of_email(ctx: Context, email: str) -> int | None:
    """Who has this address as an identity, primary or not; seen or unseen by the caller."""
    found: int | None = ctx.db.value(OWNER, {"address": email.strip().lower()})
    return found
