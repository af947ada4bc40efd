"""Which macros an agent says to have used: told in the audit, and counted."""

from ombud.families.macros.queries import usable_by_ids
from ombud.families.rule_usages.counting import count_firings
from ombud.families.tickets.changes import TicketChange
from ombud.families.tickets.draft import Draft
from ombud.wire.context import Context
from ombud.wire.errors import Invalid

__all__ = ["count_macros", "note_macros"]

KIND = "AgentMacroReference"


def note_macros(ctx: Context, draft: Draft, change: TicketChange) -> None:
    """An event for each macro; raises Invalid for one that the caller cannot use.

    # Zendesk: unknown-macros (docs/quirks.md#unknown-macros)
    """
    for name in ("macro_ids", "macro_id"):
        given = getattr(change, name)
        ids = list(dict.fromkeys(given if isinstance(given, list) else [given] if given else []))
        known = usable_by_ids(ctx, ids) if ids else {}
        for macro_id in ids:
            if macro_id not in known:
                raise Invalid.invalid(name, macro_id)
            draft.events.append(
                {
                    "type": KIND,
                    "macro_id": str(macro_id),
                    "macro_title": known[macro_id].raw_title,
                    "macro_deleted": False,
                    "via": draft.via.shown(),
                }
            )


def count_macros(ctx: Context, draft: Draft) -> None:
    """Count each macro that was used; late, because the counters are locked until the end."""
    used = {int(event["macro_id"]) for event in draft.events if event["type"] == KIND}
    if used:
        count_firings(ctx.db, used, ctx.now)
