"""What a trigger asks and does, checked and in the form in which it is stored."""

from ombud.families.conditions.known import KnownRecords
from ombud.families.conditions.refusing import refusals
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.placeholders.checking import check_actions
from ombud.families.triggers.shapes import TriggerChange
from ombud.rules.actions import Action
from ombud.rules.conditions import Conditions
from ombud.rules.validation import validated
from ombud.wire.changes import UNSET
from ombud.wire.context import Context

__all__ = ["rule_in", "says_rule"]

NOTHING = Conditions()


def says_rule(change: TriggerChange) -> bool:
    """Whether conditions or actions are given: then both are replaced."""
    given = (change.conditions, change.all, change.any, change.actions)
    return any(part is not UNSET for part in given)


def rule_in(ctx: Context, change: TriggerChange) -> tuple[str, str]:
    """The conditions and actions to store: whichever is not given is empty, and so refused.

    Raises Invalid and BadRequest.
    # Zendesk: rules-are-replaced (docs/quirks.md#rules-are-replaced)
    """
    known, given = KnownRecords(ctx), change.given()
    with refusals():
        conditions = validated(
            Conditions.of_rule(given) or NOTHING, ctx.db.cached(load_table), "trigger", known
        )
        actions = Action.of_list(given.get("actions"))
        actions = ctx.db.cached(load_actions).validated(actions, "trigger", known)
    check_actions(actions)
    return conditions.stored(), Action.stored(actions)
