"""What an automation asks and does, checked and in the form in which it is stored."""

import hashlib

from ombud.families.automations.shapes import AutomationChange
from ombud.families.conditions.known import KnownRecords
from ombud.families.conditions.refusing import refusals
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.placeholders.checking import check_actions
from ombud.rules.actions import Action
from ombud.rules.automating import check_automation
from ombud.rules.conditions import Conditions
from ombud.rules.validation import validated
from ombud.wire.context import Context

__all__ = ["digest_of", "rule_in"]

NOTHING = Conditions()


def rule_in(ctx: Context, change: AutomationChange) -> tuple[str, str]:
    """The conditions and actions to store: whichever is not given is empty, and so refused.

    Raises Invalid and BadRequest.
    # Zendesk: rules-are-replaced (docs/quirks.md#rules-are-replaced)
    """
    table = ctx.db.cached(load_table)
    action_table, known = ctx.db.cached(load_actions), KnownRecords(ctx)
    with refusals():
        given = Conditions.of_rule(change.given()) or NOTHING
        conditions = validated(given, table, "automation", known)
        actions = Action.of_list(change.given().get("actions"))
        actions = action_table.validated(actions, "automation", known)
        check_automation(conditions, actions, table, action_table)
    check_actions(actions)
    return conditions.stored(), Action.stored(actions)


def digest_of(conditions: str, actions: str) -> str:
    """What two automations share that ask and do the same."""
    return hashlib.sha256(f"{conditions}\n{actions}".encode()).hexdigest()
