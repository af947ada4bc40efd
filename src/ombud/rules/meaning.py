"""From a written condition to the row and the match that it means: the step before both readers."""

from dataclasses import dataclass

from ombud.rules.conditions import Condition
from ombud.rules.errors import RuleError, misplaced
from ombud.rules.fields import Field, Place, Table
from ombud.rules.fields.operators import CHANGES
from ombud.rules.match import Match

__all__ = ["Meaning", "meaning_of"]

NO_VALUE = frozenset({"changed", "not_changed"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """A condition understood; `match` is None where only a change is asked for."""

    field: Field
    operator: str
    match: Match | None

    @property
    def is_change(self) -> bool:
        """Whether it compares before with after."""
        return self.operator in CHANGES


def meaning_of(
    condition: Condition, table: Table, place: Place, where: tuple[str, int] = ("all", 0)
) -> Meaning:
    """What a condition means in a rule of this place. Raises RuleError, naming `where`."""
    said = (condition.field, condition.operator, condition.value)
    field = table.find(condition.field, place)
    if field is None:
        known = condition.field in table.by_name
        reason = misplaced(place) if known else "is not a known field"
        raise RuleError.of_condition(*where, said, reason)
    operator = condition.operator or _only(field.operators_in(place))
    if operator not in field.operators_in(place):
        reason = "has no such operator" if condition.operator else "needs an operator"
        raise RuleError.of_condition(*where, said, reason)
    if operator in NO_VALUE:
        return Meaning(field, operator, None)
    compared = "is" if operator in CHANGES else operator
    try:
        return Meaning(field, operator, field.kind.match(compared, condition.value))
    except ValueError as error:
        raise RuleError.of_condition(*where, said, str(error)) from error


def _only(operators: tuple[str, ...]) -> str:
    """The operator of a field that has just one."""
    return operators[0] if len(operators) == 1 else ""
