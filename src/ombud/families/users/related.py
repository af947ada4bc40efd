"""What there is of a user elsewhere: counts, and the records beside lists of users."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from ombud.families.custom_roles.shapes import CustomRole
from ombud.families.custom_roles.shapes import show as show_roles
from ombud.families.groups.sideload import groups_by_id
from ombud.families.organizations.sideload import organizations_of
from ombud.families.user_identities import shapes as identity_shapes
from ombud.families.users import rights
from ombud.families.users.shapes import User, UserRelated
from ombud.tables import (
    custom_roles,
    group_memberships,
    ticket_collaborators,
    tickets,
    user_identities,
)
from ombud.values.choices import UNSOLVED
from ombud.wire.answers import Sideload
from ombud.wire.context import Context

__all__ = ["SIDELOADS", "related_of"]


def related_of(ctx: Context, user_id: int) -> UserRelated:
    """How many tickets a user has, by the part the user has in them."""
    there = tickets.c.deleted_at.is_(None)
    assigned = select(func.count()).where(tickets.c.assignee_id == user_id, there)
    requested = select(func.count()).where(tickets.c.requester_id == user_id, there)
    copied = (
        select(func.count())
        .select_from(ticket_collaborators)
        .join(tickets, (tickets.c.id == ticket_collaborators.c.ticket_id) & there)
        .where(
            ticket_collaborators.c.user_id == user_id,
            ticket_collaborators.c.kind == "email_cc",
        )
    )
    return UserRelated(
        assigned_tickets=ctx.db.value(assigned),
        requested_tickets=ctx.db.value(requested),
        ccd_tickets=ctx.db.value(copied),
        organization_subscriptions=0,
    )


def _ids(shapes: Sequence[Any]) -> list[int]:
    return [shape.id for shape in shapes if getattr(shape, "id", None) is not None]


def _roles(ctx: Context, shapes: Sequence[Any]) -> list[CustomRole]:
    ids = {shape.custom_role_id for shape in shapes if getattr(shape, "custom_role_id", None)}
    statement = select(custom_roles).where(custom_roles.c.id.in_(ids)).order_by(custom_roles.c.id)
    return show_roles(ctx, ctx.db.rows(statement))


def _identities(ctx: Context, shapes: Sequence[Any]) -> list[identity_shapes.Identity]:
    table = user_identities
    statement = select(table).where(table.c.user_id.in_(_ids(shapes)))
    return identity_shapes.show(ctx, ctx.db.rows(statement.order_by(table.c.user_id, table.c.id)))


def _groups(ctx: Context, shapes: Sequence[Any]) -> Sequence[Any]:
    table = group_memberships
    return groups_by_id(
        ctx,
        set(
            ctx.db.values(
                select(table.c.group_id).where(table.c.user_id.in_(_ids(shapes))).distinct()
            )
        ),
    )


def _open_tickets(ctx: Context, shapes: Sequence[Any]) -> Mapping[str, int]:
    """# Zendesk: open-ticket-count (docs/quirks.md#open-ticket-count)."""
    ids = _ids(shapes)
    counting = (
        select(tickets.c.requester_id, func.count().label("number"))
        .where(
            tickets.c.requester_id.in_(ids),
            tickets.c.status.in_(UNSOLVED),
            tickets.c.deleted_at.is_(None),
        )
        .group_by(tickets.c.requester_id)
    )
    found = {row.requester_id: row.number for row in ctx.db.rows(counting)}
    return {str(user_id): found.get(user_id, 0) for user_id in ids}


def _abilities(ctx: Context, shapes: Sequence[Any]) -> list[dict[str, Any]]:
    """# Zendesk: user-abilities (docs/quirks.md#user-abilities)."""
    return [_abilities_on(ctx, shape) for shape in shapes if isinstance(shape, User)]


def _abilities_on(ctx: Context, user: User) -> dict[str, Any]:
    is_self = user.id == ctx.actor.id
    may_write = rights.may_edit(ctx, user)
    return {
        "url": user.url,
        "user_id": user.id,
        "can_edit": may_write or (is_self and not ctx.actor.is_light),
        "can_edit_password": is_self or ctx.actor.is_admin,
        "can_manage_identities_of": may_write or is_self,
        "can_verify_identities": may_write,
        "can_reset_password": may_write or is_self,
        "can_delete": rights.may_delete(ctx, user.role) and not is_self,
        "can_impersonate": ctx.actor.is_admin and user.role == "end-user",
    }


SIDELOADS = (
    organizations_of("organization_id"),
    Sideload("abilities", "abilities", _abilities, "What you may do to them."),
    Sideload("roles", "roles", _roles, "The custom roles of the agents among them."),
    Sideload("identities", "identities", _identities, "All their identities."),
    Sideload("groups", "groups", _groups, "The groups that the agents among them are in."),
    Sideload("open_ticket_count", "open_ticket_count", _open_tickets, "Unsolved tickets by user."),
)
