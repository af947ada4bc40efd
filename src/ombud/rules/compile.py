"""Conditions as SQL: the same rows, read for all tickets at once. Every value is a parameter."""

from functools import partial

from sqlalchemy import ColumnElement, and_, or_, true

from ombud.rules.columns import Columns
from ombud.rules.conditions import Condition, Conditions
from ombud.rules.errors import RuleError
from ombud.rules.fields import Place, Table
from ombud.rules.match import clause_on
from ombud.rules.meaning import meaning_of
from ombud.rules.sources import NotStored

__all__ = ["clause_of", "clause_of_condition"]


def clause_of(
    conditions: Conditions, table: Table, place: Place, columns: Columns
) -> ColumnElement[bool]:
    """The tickets that meet the conditions; all tickets where there are none.

    A ticket that does not meet them may give null, so put no NOT around it. Raises RuleError.
    """
    found: dict[str, list[ColumnElement[bool]]] = {"all": [], "any": []}
    for where, index, condition in conditions.placed():
        clause = clause_of_condition(condition, table, place, columns, (where, index))
        found[where].append(clause)
    some = [or_(*found["any"])] if found["any"] else []
    return and_(true(), *found["all"], *some)


def clause_of_condition(
    condition: Condition,
    table: Table,
    place: Place,
    columns: Columns,
    where: tuple[str, int] = ("all", 0),
) -> ColumnElement[bool]:
    """The tickets that meet one condition. Raises RuleError, naming `where`."""
    meaning = meaning_of(condition, table, place, where)
    said = (condition.field, condition.operator, condition.value)
    if meaning.is_change or meaning.match is None:
        raise RuleError.of_condition(*where, said, "asks for a change, which no ticket keeps")
    try:
        return clause_on(meaning.match, columns, partial(meaning.field.source.clause, columns))
    except NotStored as error:
        reason = "asks for an update, which no ticket keeps"
        raise RuleError.of_condition(*where, said, reason) from error
