"""Who may change which macros: one's own, those of one's groups, or all."""

from ombud.families.macros.shapes import Restriction
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["check_may_change", "may_change"]


def may_change(ctx: Context, restriction: Restriction) -> bool:
    """Whether the caller may make, change and delete macros for these people."""
    actor = ctx.actor
    if actor.is_admin:
        return True
    if restriction is None:
        return actor.may("manage_shared_macros")
    if restriction["type"] == "User":
        return restriction["id"] == actor.id and actor.may("manage_personal_macros")
    if actor.may("manage_shared_macros"):
        return True
    return actor.may("manage_group_macros") and set(restriction["ids"]) <= set(actor.group_ids)


def check_may_change(ctx: Context, restriction: Restriction) -> None:
    """Raises Forbidden unless they may.

    # Zendesk: macros-of-agents (docs/quirks.md#macros-of-agents)
    """
    if not may_change(ctx, restriction):
        raise Forbidden
