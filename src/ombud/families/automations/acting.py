"""What an automation does to one ticket that it found, in an update of the desk itself."""

from ombud.families.automations.compiled import Compiled
from ombud.families.conditions.asking import facts_at
from ombud.families.rule_usages.counting import count_firings
from ombud.families.tickets.draft import Draft
from ombud.families.tickets.effects import Source, apply
from ombud.families.tickets.update import act_on_ticket
from ombud.families.tickets.via import Via
from ombud.wire.context import Context

__all__ = ["act"]


def act(ctx: Context, ticket_id: int, automation: Compiled, now: int) -> None:
    """Do it, unless the ticket does not meet the conditions of `now` any more.

    Raises NotFound for a ticket that was deleted, and Invalid for one that was closed.
    """
    source = Source("automation", automation.id, automation.title)

    def carry_out(draft: Draft) -> bool:
        if not automation.check.matches(facts_at(ctx, now, draft)):
            return False
        apply(ctx, draft, automation.actions, source)
        return True

    via = Via("rule", source.via["source"])
    if act_on_ticket(ctx, ticket_id, carry_out, via=via) is not None:
        count_firings(ctx.db, [automation.id], ctx.now)
