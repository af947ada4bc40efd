"""Loads the person behind a credential, with all that decides what they may do."""

from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, select

from ombud.db import Prepared, Transaction
from ombud.families.account_settings import settings
from ombud.families.custom_roles import permissions
from ombud.tables import (
    custom_roles,
    group_memberships,
    groups,
    organization_memberships,
    organizations,
    users,
)
from ombud.wire.context import Actor

__all__ = ["actor_of"]

USER = Prepared(
    select(
        users,
        custom_roles.c.configuration.label("role_configuration"),
        custom_roles.c.role_type.label("role_type"),
    )
    .outerjoin(custom_roles, custom_roles.c.id == users.c.custom_role_id)
    .where(users.c.id == bindparam("id"), users.c.active)
)
GROUPS = Prepared(
    select(group_memberships.c.group_id).where(group_memberships.c.user_id == bindparam("id"))
)
PUBLIC_GROUPS = Prepared(select(groups.c.id).where(groups.c.is_public, groups.c.deleted.is_(False)))
ORGANIZATIONS = Prepared(
    select(
        organization_memberships.c.organization_id,
        (organizations.c.shared_tickets | organization_memberships.c.view_tickets).label("shared"),
    )
    .join(
        organizations,
        and_(
            organizations.c.id == organization_memberships.c.organization_id,
            organizations.c.deleted_at.is_(None),
        ),
    )
    .where(organization_memberships.c.user_id == bindparam("id"))
)


def actor_of(db: Transaction, user_id: int) -> Actor | None:
    """The actor for a user; None when the user is gone or suspended.

    Kept in memory until the configuration changes, so whatever alters a user's role, groups,
    organizations, suspension or custom role must call `db.configuration_changed()`.
    """
    return db.cached(_load, user_id)


def _load(db: Transaction, user_id: int) -> Actor | None:
    row = db.row(USER, {"id": user_id})
    if row is None or row.suspended:
        return None
    memberships = db.rows(ORGANIZATIONS, {"id": user_id})
    is_light = row.role_type == permissions.LIGHT_AGENT
    role: dict[str, Any] = {}
    may = frozenset[str]()
    if row.role == "agent" and row.role_configuration:
        role = msgspec.json.decode(row.role_configuration)
        may = permissions.of_custom_role(role)
    elif row.role == "agent":
        deletion = db.cached(settings.load).flag("tickets.agent_ticket_deletion")
        may = permissions.of_agent(may_delete_tickets=deletion)
    own_groups = db.values(GROUPS, {"id": user_id})
    public_groups = db.values(PUBLIC_GROUPS) if permissions.sees_public_groups(role) else []
    restriction = permissions.ticket_restriction(role) or row.ticket_restriction
    private = row.only_private_comments or is_light or permissions.comments_privately(role)
    return Actor(
        id=row.id,
        role=row.role,
        name=row.name,
        email=row.email,
        permissions=may,
        ticket_restriction=None if row.role == "admin" else restriction,
        only_private_comments=private,
        is_light=is_light,
        organization_ids=tuple(found.organization_id for found in memberships),
        shared_organization_ids=tuple(
            found.organization_id for found in memberships if found.shared
        ),
        group_ids=tuple(own_groups),
        ticket_group_ids=tuple({*own_groups, *public_groups}),
        locale_id=row.locale_id,
    )
