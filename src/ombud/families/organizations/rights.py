"""Who may write which part of an organization."""

from collections.abc import Set as AbstractSet

from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["check_may_manage", "check_may_tag", "check_may_write"]


def check_may_manage(ctx: Context) -> None:
    """Creating needs the whole right; raises Forbidden."""
    if not ctx.actor.may("manage_organizations"):
        raise Forbidden("You may not create organizations.")


def check_may_write(ctx: Context, attributes: AbstractSet[str]) -> None:
    """Agents without the right to edit organizations may write their notes and nothing else.

    # Zendesk: organization-notes-only
    """
    if ctx.actor.may("manage_organizations"):
        return
    if attributes - {"notes"} or not ctx.actor.may("edit_organization_notes"):
        raise Forbidden("You may change nothing but the notes of organizations.")


def check_may_tag(ctx: Context) -> None:
    """Agents may tag organizations; light agents, who only read, may not."""
    if ctx.actor.is_light:
        raise Forbidden
