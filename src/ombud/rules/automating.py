"""What automations need besides valid conditions: a time, and an end.

An automation runs every hour, so it must ask how long something is ago, and one of its actions
must make it stop matching, unless it matches in one hour only.
"""

from ombud.rules.actions import Action, ActionTable
from ombud.rules.conditions import Conditions
from ombud.rules.errors import RuleError
from ombud.rules.fields import Table
from ombud.rules.meaning import meaning_of
from ombud.rules.outcomes import Outcome

__all__ = ["check_automation"]

NO_TIME = (
    "Automation must test for at least one time-based condition in the ALL conditions section."
)
NO_END = (
    "Automation must have an action that makes one of its conditions false, "
    "or a time-based condition that is true only once (Is)."
)
ONCE = frozenset({"is", "is_business_hours"})


def check_automation(
    conditions: Conditions, actions: tuple[Action, ...], table: Table, action_table: ActionTable
) -> None:
    """Raises RuleError for conditions and actions, valid by themselves, that make no automation."""
    meanings = [meaning_of(condition, table, "automation") for condition in conditions.all]
    times = [index for index, meaning in enumerate(meanings) if meaning.field.is_time]
    if not times:
        raise RuleError.of_rule(NO_TIME)
    if any(meanings[index].operator in ONCE for index in times):
        return
    outcome = Outcome(actions, table, action_table)
    others = [meaning_of(condition, table, "automation") for condition in conditions.any]
    # Of those of which one is enough all have to end.
    if not (any(map(outcome.ends, meanings)) or (others and all(map(outcome.ends, others)))):
        # What comes true again every hour.
        timed = conditions.all[times[0]]
        raise RuleError("all", times[0], timed.field, NO_END, timed.value)
