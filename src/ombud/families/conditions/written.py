"""What a rule asks and does, as a caller wrote it: checked, in the form in which it is stored."""

from collections.abc import Mapping
from typing import Any, Literal

from ombud.families.conditions.known import KnownRecords
from ombud.families.conditions.setting import check_values
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.placeholders.checking import check_actions
from ombud.rules.actions import Action, ActionPlace
from ombud.rules.conditions import Conditions
from ombud.rules.fields import Place
from ombud.rules.validation import check_size, validated
from ombud.wire.context import Context

__all__ = ["actions_in", "conditions_in", "rule_in"]

NOTHING = Conditions()
Actions = tuple[Action, ...]


def rule_in(
    ctx: Context, given: Mapping[str, Any], place: Literal["trigger", "automation"]
) -> tuple[Conditions, Actions]:
    """The conditions and actions to store: whichever is not given is empty, and so refused.

    Raises RuleError and Malformed, and Invalid for a template that cannot be saved.
    # Zendesk: rules-are-replaced (docs/quirks.md#rules-are-replaced)
    """
    conditions = Conditions.of_rule(given) or NOTHING
    actions = Action.of_list(given.get("actions"))
    check_size(conditions, actions)
    conditions = validated(conditions, ctx.db.cached(load_table), place, KnownRecords(ctx))
    actions = _sound(ctx, actions, place)
    check_actions(ctx, actions)
    return conditions, actions


def conditions_in(ctx: Context, conditions: Conditions, place: Place) -> Conditions:
    """The conditions to store of a rule that does nothing; raises RuleError."""
    check_size(conditions)
    return validated(conditions, ctx.db.cached(load_table), place, KnownRecords(ctx))


def actions_in(ctx: Context, actions: Actions, place: ActionPlace) -> Actions:
    """The actions to store of a rule that asks nothing; raises RuleError."""
    check_size(NOTHING, actions)
    return _sound(ctx, actions, place)


def _sound(ctx: Context, actions: Actions, place: ActionPlace) -> Actions:
    actions = ctx.db.cached(load_actions).validated(actions, place, KnownRecords(ctx))
    check_values(ctx, actions)
    return actions
