"""Whether the records that lookup fields name are there for the caller."""

from typing import Any

from sqlalchemy import Select

from ombud.families.organizations import queries as organization_queries
from ombud.families.tickets import queries as ticket_queries
from ombud.families.users import queries as user_queries
from ombud.tables import organizations, tickets, users
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["check"]

TARGETS = {
    "zen:user": (user_queries.visible, users.c.id),
    "zen:organization": (organization_queries.visible, organizations.c.id),
    "zen:ticket": (ticket_queries.visible, tickets.c.id),
}
LARGEST = 2**63


def check(ctx: Context, attribute: str, title: str, target: str | None, value: str | None) -> None:
    """Refuse a cleaned value that names no record of the target type; null names none.

    Records of custom objects are not looked for. Raises Invalid under `attribute`.
    """
    if value is None or target not in TARGETS:
        return
    if not (value.isascii() and value.isdigit()) or int(value) >= LARGEST:
        raise Invalid.one(attribute, f"{title}: {value} is not valid")
    visible, column = TARGETS[target]
    statement: Select[Any] = visible(ctx).where(column == int(value))
    if ctx.db.row(statement) is None:
        raise Invalid.one(attribute, f"{title}: {value} is not valid")
