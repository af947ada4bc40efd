"""Statements of the triggers family."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, select

from ombud.families.required import existing
from ombud.families.rule_usages.ordering import orders_of, rules_in, title_key
from ombud.families.triggers.shapes import TriggerQuery, TriggerSearch
from ombud.tables import trigger_categories, triggers
from ombud.values.text import id_in
from ombud.wire.answers import Orders
from ombud.wire.context import Context
from ombud.wire.errors import BadRequest

__all__ = [
    "all_ids",
    "by_ids",
    "category_ids",
    "find",
    "found",
    "matching",
    "orders",
    "visible",
]

CATEGORY_POSITION = trigger_categories.c.position.label("category_position")
POSITION = (
    CATEGORY_POSITION,
    triggers.c.category_id,
    triggers.c.position,
    title_key(triggers),
    triggers.c.id,
)
# What a search may be narrowed by, besides the words of the title.
TEXTS = {"title": triggers.c.raw_title, "description": triggers.c.description}


def visible(ctx: Context) -> Select[Any]:
    """Every agent sees every trigger."""
    return (
        rules_in(ctx, triggers)
        .add_columns(CATEGORY_POSITION)
        .join(trigger_categories, trigger_categories.c.id == triggers.c.category_id)
    )


def orders(ctx: Context) -> Orders:
    """As they run, unless another order is asked for."""
    found = orders_of(ctx, triggers, "position")
    by = {"position": POSITION}
    return Orders(POSITION, cursor={**found.cursor, **by}, offset={**found.offset, **by})


def matching(ctx: Context, query: TriggerQuery) -> Select[Any]:
    """The listed ones."""
    statement = visible(ctx)
    if query.active is not None:
        statement = statement.where(triggers.c.active == query.active)
    if query.category_id is not None:
        statement = statement.where(triggers.c.category_id == (id_in(query.category_id) or 0))
    return statement


def found(ctx: Context, search: TriggerSearch) -> Select[Any]:
    """Those whose title holds the words and whose attributes are as the filter says.

    Raises BadRequest when neither is given, or the filter is no JSON of attributes.
    """
    if search.query is None and search.filter is None:
        raise BadRequest.missing("query")
    statement = visible(ctx)
    if search.active is not None:
        statement = statement.where(triggers.c.active == search.active)
    for name, value in [("title", search.query or ""), *_attributes(search.filter).items()]:
        statement = _narrowed(statement, name, value)
    return statement


def find(ctx: Context, trigger_id: int) -> Row[Any]:
    """One trigger; raises NotFound."""
    return existing(ctx.db.row(visible(ctx).where(triggers.c.id == trigger_id)))


def by_ids(ctx: Context, ids: Sequence[int]) -> list[Row[Any]]:
    """These triggers in the order of the ids; raises NotFound unless all are there."""
    rows = ctx.db.rows(visible(ctx).where(triggers.c.id.in_(ids)))
    by_id = {row.id: row for row in rows}
    return [existing(by_id.get(trigger_id)) for trigger_id in ids]


def all_ids(ctx: Context) -> list[int]:
    """Every trigger, in the order in which they run."""
    return [row.id for row in ctx.db.rows(visible(ctx).order_by(*POSITION))]


def category_ids(ctx: Context) -> list[int]:
    """Every category in its order."""
    statement = select(trigger_categories.c.id)
    return ctx.db.values(statement.order_by(trigger_categories.c.position, trigger_categories.c.id))


def _attributes(text: str | None) -> Mapping[str, Any]:
    """The attributes of a filter: `{"json": {"description": "..."}}`, or the inner object alone."""
    if not text:
        return {}
    try:
        given = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise BadRequest("filter", "must be JSON") from error
    inner = given.get("json", given) if isinstance(given, dict) else None
    if not isinstance(inner, dict):
        raise BadRequest("filter", "must be a hash")
    return inner


def _narrowed(statement: Select[Any], name: str, value: Any) -> Select[Any]:
    if name in TEXTS:
        return statement.where(TEXTS[name].icontains(str(value), autoescape=True))
    if name == "active":
        return statement.where(triggers.c.active.is_(value in (True, "true")))
    if name == "category_id":
        return statement.where(triggers.c.category_id == (id_in(str(value)) or 0))
    raise BadRequest("filter", "names an attribute that cannot be searched for")
