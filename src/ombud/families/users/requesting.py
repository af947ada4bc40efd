"""Agents who may not create users ask the account's owner to."""

from ombud.families.notices import asking
from ombud.families.users.addresses import checked_email
from ombud.families.users.changes import UserChange
from ombud.families.users.profile import checked_name
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Invalid

__all__ = ["request_create"]


def request_create(ctx: Context, change: UserChange) -> None:
    """Check what is asked for and send it to the owner; raises Forbidden and Invalid."""
    if ctx.actor.is_light:
        raise Forbidden
    name = checked_name(change.name)
    if not change.email:
        raise Invalid.blank("email")
    asking.ask_for_user(ctx, name, checked_email(change.email))
