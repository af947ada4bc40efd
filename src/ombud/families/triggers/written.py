"""What a trigger asks and does, checked and in the form in which it is stored."""

from ombud.families.conditions import written
from ombud.families.conditions.refusing import refusals
from ombud.families.triggers.shapes import TriggerChange
from ombud.rules.actions import Action
from ombud.wire.context import Context

__all__ = ["rule_in"]


def rule_in(ctx: Context, change: TriggerChange) -> tuple[str, str]:
    """The conditions and actions to store; raises Invalid and BadRequest."""
    with refusals():
        conditions, actions = written.rule_in(ctx, change.given(), "trigger")
    return conditions.stored(), Action.stored(actions)
