"""The records that lookup fields name: they are there, the caller may see them, the filter fits.

Records of custom objects are not looked for.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Row, Select, func

from ombud.families.organizations import queries as organization_queries
from ombud.families.record_fields.target_filters import meets
from ombud.families.record_fields.values import Definitions
from ombud.families.tickets import queries as ticket_queries
from ombud.families.users import queries as user_queries
from ombud.tables import folded, organizations, tickets, users
from ombud.values.text import id_in
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["record_named", "with_lookups"]

BY_EXTERNAL_ID = "external_id:"


class Target(NamedTuple):
    """A kind of record: its word in filters, what the caller sees of it, how it is named."""

    kind: str
    visible: Callable[[Context], Select[Any]]
    id: Column[Any]
    external_id: ColumnElement[Any]


TARGETS: dict[str | None, Target] = {
    "zen:user": Target("user", user_queries.visible, users.c.id, folded(users.c.external_id)),
    "zen:organization": Target(
        "organization",
        organization_queries.visible,
        organizations.c.id,
        folded(organizations.c.external_id),
    ),
    # External ids of tickets are not unique: the oldest ticket is meant.
    "zen:ticket": Target(
        "ticket", ticket_queries.visible_or_archived, tickets.c.id, tickets.c.external_id
    ),
}


def record_named(ctx: Context, target: str | None, written_filter: str, value: str) -> str:
    """The id, as it is stored, of the record that a value names by id or by external id.

    Raises ValueError when the caller sees no such record, or the filter leaves it out.
    # Zendesk: lookup-values (docs/quirks.md#lookup-values)
    """
    if target not in TARGETS:
        return value
    row = _row(ctx, TARGETS[target], value)
    if row is None or not meets(TARGETS[target].kind, row, written_filter):
        raise ValueError(value)
    return str(row.id)


def with_lookups(
    ctx: Context, definitions: Definitions, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of a user or an organization after a change, with ids for what lookups name.

    Raises Invalid under the field's key. What did not change is not looked at: the record may be
    gone, and who sends it back has not chosen it.
    """
    checked = dict(after)
    for field in definitions.active:
        value = after.get(field.key)
        if field.type != "lookup" or value is None or value == before.get(field.key):
            continue
        try:
            checked[field.key] = record_named(
                ctx, field.relationship_target_type, field.relationship_filter, value
            )
        except ValueError as error:
            raise Invalid.one(field.key, f"{field.title}: {value} is not valid") from error
    return checked


def _row(ctx: Context, target: Target, value: str) -> Row[Any] | None:
    if value.startswith(BY_EXTERNAL_ID):
        wanted: Any = value.removeprefix(BY_EXTERNAL_ID)
        if target.kind != "ticket":
            wanted = func.lower(wanted)
        condition = target.external_id == wanted
    else:
        condition = target.id == (id_in(value) or 0)
    return ctx.db.row(target.visible(ctx).where(condition).order_by(target.id).limit(1))
