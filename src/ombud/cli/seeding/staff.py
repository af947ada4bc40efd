"""Groups and agents of a made-up desk, hired through the families' own services."""

from collections.abc import Iterable

from sqlalchemy import select

from ombud.cli.seeding.story import Agent
from ombud.families.groups import service as groups_service
from ombud.families.groups.shapes import GroupChange
from ombud.families.users import creating
from ombud.families.users.changes import UserChange
from ombud.tables import groups, users
from ombud.wire.context import Context

__all__ = ["hire", "slug"]


def hire(ctx: Context, staff: Iterable[tuple[str, str]], domain: str) -> dict[str, list[Agent]]:
    """The agents of `(name, group)` by group; those who are there already are not hired again."""
    hired: dict[str, list[Agent]] = {}
    for name, group in staff:
        group_id = _group(ctx, group)
        email = f"{slug(name, '.')}@{domain}"
        agent_id = ctx.db.value(select(users.c.id).where(users.c.email == email))
        if agent_id is None:
            change = UserChange(
                name=name, email=email, role="agent", verified=True, default_group_id=group_id
            )
            agent_id = creating.create(ctx, change)
        hired.setdefault(group, []).append(Agent(agent_id, name, group_id))
    return hired


def slug(name: str, between: str) -> str:
    """The letters and digits of a name, for addresses: `nora.lindqvist`."""
    letters = "".join(letter if letter.isalnum() else " " for letter in name.lower())
    return between.join(letters.split())


def _group(ctx: Context, name: str) -> int:
    known = ctx.db.value(
        select(groups.c.id).where(groups.c.name == name, groups.c.deleted.is_(False)).limit(1)
    )
    return known or groups_service.create(ctx, GroupChange(name=name))
