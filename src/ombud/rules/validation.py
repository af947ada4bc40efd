"""Whether conditions may be saved, and how they are kept. What a rule needs besides is here too.

Everything is refused with a RuleError that names the place, the position and the value.
"""

from collections.abc import Sequence

from ombud.rules.actions import Action
from ombud.rules.conditions import Condition, Conditions, Value
from ombud.rules.errors import RuleError
from ombud.rules.fields import Field, Place, Table
from ombud.rules.fields.operators import TERMINAL
from ombud.rules.known import Account, Known, missing_record
from ombud.rules.meaning import Meaning, meaning_of

__all__ = ["LARGEST_RULE", "MOST_CONDITIONS", "check_bytes", "dead_reference", "validated"]

# More would be too deep an expression for SQLite.
MOST_CONDITIONS = 200
# Bytes of a rule's conditions and actions as they are stored.
LARGEST_RULE = 65_535
# Places whose rules must ask for one of a few fields, or every look would read all tickets.
ANCHORED: frozenset[Place] = frozenset({"view", "automation"})
# Filters of policies and the like may be empty: then they fit every ticket.
NEEDS_CONDITION: frozenset[Place] = frozenset({"trigger", "automation", "view"})


def validated(conditions: Conditions, table: Table, place: Place, known: Account) -> Conditions:
    """The conditions in the form in which they are stored. Raises RuleError."""
    if not conditions and place in NEEDS_CONDITION:
        raise RuleError.of_rule("Invalid conditions. You must select at least one condition")
    _check_number(conditions)
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


def check_bytes(conditions: Conditions, actions: Sequence[Action] = ()) -> None:
    """Raises RuleError for a rule that is too large to be stored.

    # Zendesk: rule-limits (docs/quirks.md#rule-limits)
    """
    written = conditions.stored() + Action.stored(actions)
    size = len(written.encode())
    if size > LARGEST_RULE:
        raise RuleError.of_rule(
            f"Invalid rule. Its conditions and actions have {size} bytes, {LARGEST_RULE} are allowed"
        )


def _check_number(conditions: Conditions) -> None:
    # Zendesk: rule-limits (docs/quirks.md#rule-limits)
    for where, given in (("all", conditions.all), ("any", conditions.any)):
        if len(given) > MOST_CONDITIONS:
            raise RuleError.of_rule(
                f"Invalid conditions. {where} has {len(given)} conditions, "
                f"{MOST_CONDITIONS} are allowed"
            )


def _check_reference(
    meaning: Meaning, condition: Condition, known: Known, where: tuple[str, int]
) -> None:
    if meaning.match is None:
        return
    dead = dead_reference(condition, meaning.field, known)
    if dead is not None:
        raise RuleError(*where, condition.field, dead)


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
