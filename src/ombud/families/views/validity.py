"""Views that became invalid: what they ask for was deleted, so no ticket is in them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from ombud.families.conditions.known import RECORDS
from ombud.families.conditions.table import load_table
from ombud.families.locales import catalogue
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import RuleError
from ombud.rules.fields import Table
from ombud.rules.meaning import meaning_of
from ombud.rules.validation import dead_reference
from ombud.values.text import id_in
from ombud.wire.context import Context

__all__ = ["problems_of"]


class _Found:
    """`rules.known.Known` for records that were looked up together."""

    def __init__(self, ctx: Context, named: dict[str, set[int]]) -> None:
        self._ids = {record: _living(ctx, record, ids) for record, ids in named.items()}

    def exists(self, record: str, id_: int) -> bool:
        """Whether the record was there."""
        return id_ in self._ids.get(record, ())


def problems_of(ctx: Context, views: Sequence[Conditions]) -> list[str | None]:
    """What is wrong with the conditions of each view, in words; None where they are good."""
    table = ctx.db.cached(load_table)
    known = _Found(ctx, _named(table, views))
    return [_problem(table, conditions, known) for conditions in views]


def _problem(table: Table, conditions: Conditions, known: _Found) -> str | None:
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


def _named(table: Table, views: Sequence[Conditions]) -> dict[str, set[int]]:
    """The ids that conditions name, by the kind of record."""
    named: dict[str, set[int]] = {}
    for conditions in views:
        for _, _, condition in conditions.placed():
            field = table.by_name.get(condition.field)
            if field is not None and field.kind.record is not None:
                named.setdefault(field.kind.record, set()).update(_ids_in(condition))
    return named


def _ids_in(condition: Condition) -> set[int]:
    value = condition.value
    texts = value if isinstance(value, tuple) else (value,)
    return {id_ for text in texts if (id_ := id_in(str(text))) is not None}


def _living(ctx: Context, record: str, ids: Collection[int]) -> set[int]:
    if record == "locale":
        return {id_ for id_ in ids if catalogue.by_id(id_) is not None}
    if record not in RECORDS or not ids:
        return set()
    stored, living = RECORDS[record]
    return set(ctx.db.values(select(stored.c.id).where(stored.c.id.in_(list(ids)), living)))
