"""The configuration that every ticket change reads: agents, groups, brands and forms."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import and_, select

from ombud.db import Transaction
from ombud.families.custom_roles.permissions import LIGHT_AGENT
from ombud.tables import brands, custom_roles, group_memberships, groups, ticket_forms, users

__all__ = ["Agent", "Desk", "Form", "load"]


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as far as assigning goes."""

    id: int
    email: str | None
    default_group_id: int | None
    group_ids: frozenset[int]
    # Light and suspended agents cannot be assigned.
    assignable: bool
    is_light: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A ticket form as far as requirements go."""

    id: int
    active: bool
    end_user_visible: bool
    ticket_field_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Desk:
    """Read with `db.cached(desk.load)`."""

    agents: dict[int, Agent]
    group_ids: frozenset[int]
    brand_ids: frozenset[int]
    default_brand_id: int | None
    forms: dict[int, Form]
    default_form_id: int | None

    def agent_by_email(self, email: str) -> Agent | None:
        """The agent with this primary address."""
        wanted = email.lower()
        return next((agent for agent in self.agents.values() if agent.email == wanted), None)


def load(db: Transaction) -> Desk:
    """All agents with their groups, and what new tickets are given without asking."""
    forms = db.rows(select(ticket_forms).order_by(ticket_forms.c.position, ticket_forms.c.id))
    default_form = [row.id for row in forms if row.default] + [
        row.id for row in forms if row.active
    ]
    all_brands = db.rows(select(brands).where(brands.c.is_deleted.is_(False)))
    default_brand = [row.id for row in all_brands if row.default]
    return Desk(
        agents=_agents(db),
        group_ids=frozenset(db.values(select(groups.c.id).where(groups.c.deleted.is_(False)))),
        brand_ids=frozenset(row.id for row in all_brands if row.active),
        default_brand_id=default_brand[0] if default_brand else None,
        forms={
            row.id: Form(
                row.id,
                row.active,
                row.end_user_visible,
                frozenset(msgspec.json.decode(row.ticket_field_ids)),
            )
            for row in forms
        },
        default_form_id=default_form[0] if default_form else None,
    )


def _agents(db: Transaction) -> dict[int, Agent]:
    staff = db.rows(
        select(users, custom_roles.c.role_type)
        .outerjoin(custom_roles, custom_roles.c.id == users.c.custom_role_id)
        .where(users.c.role.in_(("agent", "admin")), users.c.active)
    )
    belonging: dict[int, set[int]] = {}
    memberships = select(group_memberships.c.user_id, group_memberships.c.group_id).join(
        groups, and_(groups.c.id == group_memberships.c.group_id, groups.c.deleted.is_(False))
    )
    for row in db.rows(memberships):
        belonging.setdefault(row.user_id, set()).add(row.group_id)
    return {
        row.id: Agent(
            id=row.id,
            email=row.email,
            default_group_id=row.default_group_id,
            group_ids=frozenset(belonging.get(row.id, ())),
            assignable=not row.suspended and row.role_type != LIGHT_AGENT,
            is_light=row.role_type == LIGHT_AGENT,
        )
        for row in staff
    }
