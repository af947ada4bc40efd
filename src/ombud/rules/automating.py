"""What automations need besides valid conditions: a time, and an end.

An automation runs every hour, so it must ask how long something is ago, and one of its actions
must make it stop matching, unless it matches in one hour only.
"""

from typing import Any

from ombud.rules.actions import Action, ActionTable, Keep, Resolving
from ombud.rules.conditions import Conditions
from ombud.rules.errors import RuleError
from ombud.rules.facts import Facts
from ombud.rules.fields import Table
from ombud.rules.match import Match, test_of_value
from ombud.rules.meaning import Meaning, meaning_of
from ombud.rules.sources import CustomStatusTime, StatusTime
from ombud.values.text import split_tags

__all__ = ["check_automation"]

NO_TIME = (
    "Automation must test for at least one time-based condition in the ALL conditions section."
)
NO_END = (
    "Automation must have an action that makes one of its conditions false, "
    "or a time-based condition that is true only once (Is)."
)
ONCE = frozenset({"is", "is_business_hours"})
# Somebody who has no id yet.
SOMEBODY = -1
ANY_DAY = "2000-01-01"
WHO = Resolving(ANY_DAY, SOMEBODY, SOMEBODY)
NOBODY_KNOWN = Facts({"requester_id": SOMEBODY, "assignee_id": SOMEBODY}, 0, ANY_DAY)
# Actions that leave the ticket as it is.
UNCHANGING = ("notification_", "side_conversation", "tweet_", "deflection", "requester.", "user.")


def check_automation(
    conditions: Conditions, actions: tuple[Action, ...], table: Table, action_table: ActionTable
) -> None:
    """Raises RuleError for conditions and actions, valid by themselves, that make no automation."""
    meanings = [meaning_of(condition, table, "automation") for condition in conditions.all]
    if not any(meaning.field.is_time for meaning in meanings):
        raise RuleError.of_rule(NO_TIME)
    if any(meaning.field.is_time and meaning.operator in ONCE for meaning in meanings):
        return
    if not any(_ends(action, meaning, action_table) for action in actions for meaning in meanings):
        raise RuleError.of_rule(NO_END)


def _ends(action: Action, meaning: Meaning, table: ActionTable) -> bool:
    """Whether the condition is false after the action."""
    name = meaning.field.name
    if meaning.field.is_time:
        return _ends_time(action, meaning)
    assert meaning.match is not None  # noqa: S101 (automations know no changes)
    if name == "current_tags":
        return _ends_tags(action, meaning.match)
    if name == "status" and action.field == "custom_status_id":
        # Of which category it is, only the account knows.
        return True
    if name.replace("user.", "requester.", 1) != action.field.replace("user.", "requester.", 1):
        return False
    value = table.resolved(action, "automation", WHO)
    if value is Keep.KEEP:
        return False
    return not test_of_value(meaning.match)(_as_read(value), NOBODY_KNOWN)


def _ends_time(action: Action, meaning: Meaning) -> bool:
    """Whether the time starts anew, or no longer counts."""
    source = meaning.field.source
    if isinstance(source, StatusTime | CustomStatusTime):
        return _leaves(action, source)
    if meaning.operator.startswith("less_than"):
        return False
    match meaning.field.name:
        case "updated_at":
            return not action.field.startswith(UNCHANGING)
        case "assigned_at":
            return action.field == "assignee_id"
        case "due_at" | "due_date" | "until_due_date":
            # Only tasks have a due date.
            return action.field == "type" and action.value != "task"
        case _:
            return False


def _leaves(action: Action, source: StatusTime | CustomStatusTime) -> bool:
    """Whether the ticket gets another status; which ones go together, only the account knows."""
    if action.field not in {"status", "custom_status_id"}:
        return False
    counted = (
        ("status", source.status)
        if isinstance(source, StatusTime)
        else ("custom_status_id", str(source.status_id))
    )
    return (action.field, action.value) != counted


def _ends_tags(action: Action, match: Match) -> bool:
    wanted = set(match.touches or ())
    tags = set(split_tags(action.value)) if action.field.endswith("_tags") else set()
    if match.wanted:
        return (action.field == "set_tags" and not tags & wanted) or (
            action.field == "remove_tags" and wanted <= tags
        )
    return action.field in {"set_tags", "current_tags"} and bool(tags & wanted)


def _as_read(value: Any) -> Any:
    """A value that an action sets as conditions read it."""
    if isinstance(value, bool):
        return "true" if value else None
    return (tuple(value) if isinstance(value, list) else value) or None
