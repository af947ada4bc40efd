"""What an automation asks and does, checked and in the form in which it is stored."""

import hashlib

from ombud.families.conditions import written
from ombud.families.conditions.refusing import refusals
from ombud.families.conditions.table import load_actions, load_table
from ombud.families.rule_shapes import ConditionsChange
from ombud.rules.actions import Action
from ombud.rules.automating import check_automation
from ombud.wire.context import Context

__all__ = ["digest_of", "rule_in"]


def rule_in(ctx: Context, title: str, change: ConditionsChange) -> tuple[str, str]:
    """The conditions and actions to store of the automation of this title.

    Raises Invalid and BadRequest.
    """
    table, action_table = ctx.db.cached(load_table), ctx.db.cached(load_actions)
    with refusals(title):
        conditions, actions = written.rule_in(ctx, change.given(), "automation")
        check_automation(conditions, actions, table, action_table)
    return conditions.stored(), Action.stored(actions)


def digest_of(conditions: str, actions: str) -> str:
    """What two automations share that ask and do the same."""
    return hashlib.sha256(f"{conditions}\n{actions}".encode()).hexdigest()
