"""What a trigger asks and does, checked and in the form in which it is stored."""

from ombud.families.conditions import written
from ombud.families.conditions.refusing import refusals
from ombud.families.triggers.shapes import TriggerChange
from ombud.rules.actions import Action
from ombud.wire.context import Context

__all__ = ["rule_in"]


def rule_in(ctx: Context, title: str, change: TriggerChange) -> tuple[str, str]:
    """The conditions and actions to store of the trigger of this title.

    Raises Invalid and BadRequest. What triggers come to together is not looked at.
    # Zendesk: triggers-that-undo (docs/quirks.md#triggers-that-undo)
    """
    with refusals(title):
        conditions, actions = written.rule_in(ctx, change.given(), "trigger")
    return conditions.stored(), Action.stored(actions)
