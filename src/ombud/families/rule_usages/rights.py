"""Who may change the rules of the desk: admins, and roles with the permission for it."""

from ombud.wire.context import Context
from ombud.wire.errors import Forbidden

__all__ = ["PERMISSION", "require_rights"]

PERMISSION = "manage_business_rules"


def require_rights(ctx: Context) -> None:
    """Raises Forbidden.

    # Zendesk: rules-of-agents (docs/quirks.md#rules-of-agents)
    """
    if not ctx.actor.may(PERMISSION):
        raise Forbidden
