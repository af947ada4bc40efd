"""Statements of the ticket fields family."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.tables import ticket_field_options, ticket_field_tags, ticket_fields, ticket_forms
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "BY_POSITION",
    "OPTION_ORDERS",
    "ORDERS",
    "find",
    "find_option",
    "form_rows",
    "options_by_field",
    "options_of",
    "owners_of_tags",
    "visible",
]

BY_POSITION = (ticket_fields.c.position, ticket_fields.c.id)
# All at once they come by position, page by page by id.
ORDERS = Orders(
    default=(ticket_fields.c.id,),
    cursor={"position": BY_POSITION, "id": (ticket_fields.c.id,)},
)
OPTION_ORDERS = Orders(default=(ticket_field_options.c.position, ticket_field_options.c.id))


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every field, active or not."""
    del ctx
    return select(ticket_fields)


def find(ctx: Context, field_id: int) -> Row[Any]:
    """One field; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(ticket_fields.c.id == field_id)))


def options_of(ctx: Context, field_id: int) -> Select[Any]:
    """The options of a field; raises NotFound when there is no such field."""
    find(ctx, field_id)
    return select(ticket_field_options).where(ticket_field_options.c.ticket_field_id == field_id)


def find_option(ctx: Context, field_id: int, option_id: int) -> Row[Any]:
    """One option of a field; raises NotFound."""
    return existing(
        ctx.db.row(options_of(ctx, field_id).where(ticket_field_options.c.id == option_id))
    )


def options_by_field(ctx: Context, ids: Collection[int]) -> Mapping[int, list[Row[Any]]]:
    """The options of these fields in their order."""
    found: dict[int, list[Row[Any]]] = {}
    if ids:
        statement = (
            select(ticket_field_options)
            .where(ticket_field_options.c.ticket_field_id.in_(ids))
            .order_by(ticket_field_options.c.position, ticket_field_options.c.id)
        )
        for row in ctx.db.rows(statement):
            found.setdefault(row.ticket_field_id, []).append(row)
    return found


def owners_of_tags(ctx: Context, tags: Collection[str]) -> Mapping[str, int]:
    """Which field has each of these tags already."""
    statement = select(ticket_field_tags).where(ticket_field_tags.c.tag.in_(tags))
    return {row.tag: row.ticket_field_id for row in ctx.db.rows(statement)} if tags else {}


def form_rows(ctx: Context) -> Sequence[Row[Any]]:
    """What the ticket forms say about fields."""
    return ctx.db.rows(
        select(
            ticket_forms.c.id,
            ticket_forms.c.ticket_field_ids,
            ticket_forms.c.agent_conditions,
            ticket_forms.c.end_user_conditions,
        )
    )
