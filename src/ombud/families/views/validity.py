"""Views that became invalid: what they ask for was deleted, so no ticket is in them."""

from collections.abc import Sequence

from ombud.families.conditions.ruin import Living, named_in
from ombud.families.conditions.table import load_table
from ombud.rules.conditions import Conditions
from ombud.rules.errors import RuleError
from ombud.rules.fields import Table
from ombud.rules.meaning import meaning_of
from ombud.rules.validation import dead_reference
from ombud.wire.context import Context

__all__ = ["problems_of"]


def problems_of(ctx: Context, views: Sequence[Conditions]) -> list[str | None]:
    """What is wrong with the conditions of each view, in words; None where they are good."""
    table = ctx.db.cached(load_table)
    known = Living(ctx.db, [named for view in views for named in named_in(table, view)])
    return [_problem(table, conditions, known) for conditions in views]


def _problem(table: Table, conditions: Conditions, known: Living) -> str | None:
    for where, index, condition in conditions.placed():
        try:
            meaning = meaning_of(condition, table, "view", (where, index))
        except RuleError as error:
            return error.description
        dead = dead_reference(condition, meaning.field, known)
        # What one of `any` can no longer find, another still may.
        if dead is not None and (where == "all" or len(conditions.any) == 1):
            return dead
    return None
