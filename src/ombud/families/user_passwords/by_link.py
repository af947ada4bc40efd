"""Passwords that are set by whoever reads a user's mail."""

from ombud.families.notices import links
from ombud.families.notices.queries import primary_identity
from ombud.families.required import existing
from ombud.families.suspended_tickets.signing_up import let_in
from ombud.families.user_identities import reaching
from ombud.families.user_identities import service as identities
from ombud.families.user_passwords.service import checked, store
from ombud.wire.context import Context

__all__ = ["set_by_link"]


def set_by_link(ctx: Context, token: str, password: str | None) -> None:
    """Set the password that a link is for, which also shows that the address is the user's.

    Raises NotFound for a link that is good no longer, and Invalid.
    """
    user = existing(links.user_of(ctx, token))
    store(ctx, user.id, checked(password, user.email))
    identity = primary_identity(ctx, user.id)
    if identity is not None and not identity.verified:
        identities.prove(ctx, user.id, identity.id)
        let_in(ctx, identity.value)
    reaching.reached(ctx, [user.email])
