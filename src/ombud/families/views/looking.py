"""The tickets of a view, as its viewer sees them: which they are, in which order, how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Label, Row, Select, false, func, or_, select

from ombud.db import Prepared, among
from ombud.families.accounts import account
from ombud.families.conditions.surroundings import today
from ombud.families.conditions.table import load_table
from ombud.families.schedules import hours
from ombud.families.ticket_fields import definitions
from ombud.families.tickets import queries as ticket_queries
from ombud.families.views import validity
from ombud.families.views.columns import key_of
from ombud.families.views.outputs import Output, Understood
from ombud.families.views.walking import columns_for, finds_few
from ombud.rules.compile import clause_of
from ombud.rules.conditions import Conditions
from ombud.rules.facts import Hours
from ombud.tables import tickets
from ombud.wire.answers import Orders
from ombud.wire.context import Context

__all__ = [
    "MOST_COUNTED",
    "MOST_LISTED",
    "Look",
    "counted",
    "ids_in_order",
    "look",
    "look_at",
    "rows_in_order",
]

# Counting stops there, so that it takes no longer; a list is counted only as far as it is read.
# Zendesk: view-counts (docs/quirks.md#view-counts)
MOST_COUNTED, MOST_LISTED = 100_000, 30_000
OF_IDS = Prepared(select(tickets).where(among(tickets.c.id, "ids")))


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody sees who opens a view."""

    # The ids of its tickets, with what they are sorted by.
    statement: Select[Any]
    orders: Orders
    output: Understood


def look(
    ctx: Context, view: Row[Any], sort_by: str | None = None, sort_order: str | None = None
) -> Look:
    """A stored view, perhaps in another order than its own."""
    fields = ctx.db.cached(definitions.load)
    output = Output.of_stored(view.output).understood(fields)
    conditions = Conditions.of_stored(view.conditions)
    return look_at(ctx, conditions, output.sorted_by(fields, sort_by, sort_order))


def look_at(ctx: Context, conditions: Conditions, output: Understood) -> Look:
    """Any conditions; those that became invalid find nothing."""
    keys, falling = _order(output)
    seen = ticket_queries.visible(ctx, leads=not finds_few(conditions))
    statement = seen.with_only_columns(tickets.c.id, *keys[:-1])
    (problem,) = validity.problems_of(ctx, [conditions])
    statement = statement.where(false() if problem else _clause(ctx, conditions))
    return Look(statement, Orders(default=(*keys,), falling=falling), output)


def counted(ctx: Context, statement: Select[Any], most: int) -> int:
    """How many tickets there are, as far as `most`."""
    found = statement.with_only_columns(tickets.c.id).limit(most).subquery()
    return int(ctx.db.value(select(func.count()).select_from(found)))


def ids_in_order(ctx: Context, found: Look, most: int) -> list[int]:
    """The first tickets of a view."""
    order = [
        key.desc() if falls else key.asc()
        for key, falls in zip(found.orders.default, found.orders.falling, strict=True)
    ]
    return ctx.db.values(found.statement.order_by(*order).limit(most))


def rows_in_order(ctx: Context, ids: Sequence[int]) -> list[Row[Any]]:
    """The rows of tickets that the caller was found to see, in the order of the ids."""
    rows: Mapping[int, Row[Any]] = {row.id: row for row in ctx.db.rows(OF_IDS, {"ids": ids})}
    return [rows[id_] for id_ in ids if id_ in rows]


def _order(output: Understood) -> tuple[list[ColumnElement[Any]], tuple[bool, ...]]:
    """What groups, then what sorts, then the number; and whether each of them falls."""
    wishes = [(output.group, output.group_order), (output.sort, output.sort_order)]
    keys: list[ColumnElement[Any]] = []
    falling: list[bool] = []
    for place, (column, order) in enumerate(wishes):
        if column is None:
            continue
        falling.append(order == "desc")
        if column.name == "nice_id":
            return [*keys, tickets.c.id], tuple(falling)
        keys.append(Label(f"key_{place}", key_of(column)))
    return [*keys, tickets.c.id], (*falling, True)


def _clause(ctx: Context, conditions: Conditions) -> ColumnElement[bool]:
    desk = ctx.db.cached(account.load)
    columns = columns_for(conditions)(
        ctx.now,
        today(ctx),
        ctx.actor.id,
        ctx.actor.group_ids,
        _schedules(ctx),
        desk.locale_id,
        desk.time_zone,
    )
    return clause_of(conditions, ctx.db.cached(load_table), "view", columns)


def _schedules(ctx: Context) -> list[tuple[ColumnElement[bool], Hours]]:
    """Each schedule with the tickets that it counts for: the default has those of no other."""
    known = ctx.db.cached(hours.load)
    own = tickets.c.schedule_id
    others = [id_ for id_ in known.by_id if known.default and id_ != known.default.id]
    found: list[tuple[ColumnElement[bool], Hours]] = [
        (own == id_, known.by_id[id_]) for id_ in others
    ]
    if known.default:
        found.append((or_(own.is_(None), own.not_in(others)), known.default))
    return found
