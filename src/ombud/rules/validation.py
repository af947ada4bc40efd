"""Whether conditions may be saved, and how they are kept. What a rule needs besides is here too.

Everything is refused with a RuleError that knows the place, the position and the value.
"""

from collections.abc import Sequence

import msgspec

from ombud.rules.actions import Action
from ombud.rules.conditions import Condition, Conditions, Value
from ombud.rules.errors import RuleError
from ombud.rules.fields import Field, Place, Table
from ombud.rules.fields.operators import TERMINAL
from ombud.rules.known import Account, Known, missing_record
from ombud.rules.meaning import Meaning, meaning_of

__all__ = ["LARGEST_RULE", "MOST_CONDITIONS", "check_size", "dead_reference", "validated"]

# More would be too deep an expression for SQLite.
MOST_CONDITIONS = 200
# Bytes of a rule's conditions and actions as they are stored.
LARGEST_RULE = 65_535
# A condition or an action with where it stands.
Entry = tuple[str, int, Condition | Action]
# Places whose rules must ask for one of a few fields, or every look would read all tickets.
ANCHORED: frozenset[Place] = frozenset({"view", "automation"})
# Filters of policies and the like may be empty: then they fit every ticket.
NEEDS_CONDITION: frozenset[Place] = frozenset({"trigger", "automation", "view"})


def validated(conditions: Conditions, table: Table, place: Place, known: Account) -> Conditions:
    """The conditions in the form in which they are stored. Raises RuleError."""
    if not conditions and place in NEEDS_CONDITION:
        raise RuleError.of_rule("Invalid conditions. You must select at least one condition")
    found: dict[str, list[Condition]] = {"all": [], "any": []}
    for where, index, condition in conditions.placed():
        meaning = meaning_of(condition, table, place, (where, index))
        _check_reference(meaning, condition, known, (where, index))
        reason = _unfit(meaning, condition, known, where)
        if reason is not None:
            said = (condition.field, condition.operator, condition.value)
            raise RuleError.of_condition(where, index, said, reason)
        value = _kept(condition.value, meaning)
        found[where].append(Condition(condition.field, meaning.operator, value))
    if place in ANCHORED:
        _check_anchor(conditions, table, place)
    return Conditions(tuple(found["all"]), tuple(found["any"]))


def dead_reference(condition: Condition, field: Field, known: Known) -> str | None:
    """Which record a condition names that is no more, in words; None when all are there."""
    value = condition.value
    texts = value if isinstance(value, tuple) else (value,)
    return missing_record(field.kind.record, texts, known)


def check_size(conditions: Conditions, actions: Sequence[Action] = ()) -> None:
    """Raises RuleError for a rule that is too large, naming the first entry that is too many.

    # Zendesk: rule-limits (docs/quirks.md#rule-limits)
    """
    for where, given in (("all", conditions.all), ("any", conditions.any)):
        if len(given) > MOST_CONDITIONS:
            reason = f"there are {len(given)} conditions, {MOST_CONDITIONS} are allowed"
            raise _refused((where, MOST_CONDITIONS, given[MOST_CONDITIONS]), reason)
    size = len((conditions.stored() + Action.stored(actions)).encode())
    if size > LARGEST_RULE:
        entries: list[Entry] = [*conditions.placed()]
        entries += [("actions", index, action) for index, action in enumerate(actions)]
        reason = f"the rule has {size} bytes, {LARGEST_RULE} are allowed"
        raise _refused(_first_beyond(entries), reason)


def _first_beyond(entries: Sequence[Entry]) -> Entry:
    """The one with which the rule gets too large."""
    size = len(Conditions().stored() + Action.stored(()))
    for entry in entries:
        size += len(msgspec.json.encode(entry[-1].shown())) + len(",")
        if size > LARGEST_RULE:
            return entry
    return entries[-1]


def _refused(entry: Entry, reason: str) -> RuleError:
    where, index, said = entry
    if isinstance(said, Action):
        return RuleError.of_action(index, said.field, said.value, reason)
    return RuleError.of_condition(where, index, (said.field, said.operator, said.value), reason)


def _check_reference(
    meaning: Meaning, condition: Condition, known: Known, where: tuple[str, int]
) -> None:
    if meaning.match is None:
        return
    dead = dead_reference(condition, meaning.field, known)
    if dead is not None:
        raise RuleError(*where, condition.field, dead, condition.value)


def _unfit(meaning: Meaning, condition: Condition, account: Account, where: str) -> str | None:
    """Why a condition that is valid by itself cannot stand where it does, in this account."""
    if where == "any" and meaning.field.is_time:
        return "can only be used in the ALL conditions section"
    # Zendesk: hold-switched-off (docs/quirks.md#hold-switched-off)
    name, value = meaning.field.name, condition.value
    values = value if isinstance(value, tuple) else (value,)
    if all(account.uses(name, each) for each in (None, *values)):
        return None
    return "is not used by this account"


def _check_anchor(conditions: Conditions, table: Table, place: Place) -> None:
    """What ties a rule to a part of the tickets. Zendesk's words name the kind of rule."""
    rows = [table.by_name[condition.field] for condition in conditions.all]
    if not any(row.anchor for row in rows):
        raise RuleError.of_rule(
            f"{place.capitalize()} must test for at least <strong>one</strong> of the following "
            "ticket properties in the ALL conditions section: "
            "Status, Type, Group, Assignee, Requester."
        )


def _kept(value: Value, meaning: Meaning) -> Value:
    """A value as it is stored and read back."""
    return None if meaning.operator in TERMINAL else "" if value is None else value
