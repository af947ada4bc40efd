"""The orders that lists of rules have in common, those by usage among them."""

from functools import cache
from typing import Any

from sqlalchemy import Select, Table, func, select

from ombud.families.rule_usages.counting import WINDOWS, usage_in
from ombud.tables import folded
from ombud.wire.answers import Columns, Orders
from ombud.wire.context import Context

__all__ = ["orders_of", "rules_in", "title_key", "titled"]


def rules_in(ctx: Context, table: Table) -> Select[Any]:
    """All rules of a table, with what they are sorted by beside them.

    How often each fired is only counted when the request sorts by it.
    """
    wish = ctx.request.parameter("sort_by") or ""
    return select(table, title_key(table), *([_usage(ctx, table, wish)] if wish in WINDOWS else []))


def orders_of(ctx: Context, table: Table, default: str) -> Orders:
    """The orders of a list whose own one is `alphabetical` or `position`."""
    by: dict[str, Columns] = {
        "alphabetical": (title_key(table), table.c.id),
        "position": (table.c.position, table.c.id),
        "created_at": (table.c.created_at, table.c.id),
        "updated_at": (table.c.updated_at, table.c.id),
    }
    usage: dict[str, Columns] = {
        window: (_usage(ctx, table, window), table.c.id) for window in WINDOWS
    }
    return Orders(default=by[default], cursor=by, offset={**by, **usage})


def titled(statement: Select[Any], table: Table, words: str) -> Select[Any]:
    """Those of its rules whose title holds the words, in any case."""
    escaped = words.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return statement.where(folded(table.c.raw_title).like(func.lower(f"%{escaped}%"), escape="/"))


@cache
def title_key(table: Table) -> Any:
    """The title as it is sorted; always the same column, because cursors are read from it."""
    return folded(table.c.raw_title).label("title_key")


def _usage(ctx: Context, table: Table, window: str) -> Any:
    return usage_in(window, table.c.id, ctx.now).label("usage_key")
