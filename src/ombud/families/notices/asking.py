"""Queues notices, in the transaction of what they are about."""

from typing import Any

from ombud.families.account_settings import settings
from ombud.families.accounts import account
from ombud.families.deliveries.queueing import SMTP, Queued, enqueue
from ombud.families.notices import queries
from ombud.families.notices.links import PASSWORD_DAYS, VERIFY_DAYS
from ombud.values.text import as_json
from ombud.wire.context import Context

__all__ = [
    "ask_for_user",
    "ask_to_sign_up",
    "ask_to_verify",
    "send_password_link",
    "tell_of_export",
    "welcome",
]

A_DAY = 86_400


def welcome(ctx: Context, user_id: int) -> None:
    """Tell somebody whom an agent has made of it, where the account does that.

    # Zendesk: welcome-mail (docs/quirks.md#welcome-mail)
    """
    if not ctx.actor.is_agent or ctx.actor.id is None or ctx.actor.id < 0:
        return
    if not ctx.db.cached(settings.load).flag("user.agent_created_welcome_emails"):
        return
    found = queries.primary_identity(ctx, user_id)
    if found is not None and not found.verified:
        _queue(ctx, "welcome", found.value, user_id=user_id, until=_in_days(ctx, VERIFY_DAYS))


def ask_to_verify(ctx: Context, identity_id: int) -> None:
    """Ask whoever reads an address to say that it is theirs; nothing for what is verified."""
    found = queries.identity(ctx, identity_id)
    if found is not None and not found.verified:
        until = _in_days(ctx, VERIFY_DAYS)
        _queue(ctx, "verify", found.value, identity_id=identity_id, until=until)


def ask_to_sign_up(ctx: Context, suspended_id: int, email: str) -> None:
    """Ask who seems to have written a mail that was held back to say that the address is theirs."""
    until = _in_days(ctx, VERIFY_DAYS)
    _queue(ctx, "sign_up", email, suspended_id=suspended_id, until=until)


def send_password_link(ctx: Context, email: str) -> None:
    """Send whoever has the address a link to set a password; nothing for nobody's."""
    found = queries.user_by_email(ctx, email)
    if found is not None:
        until = _in_days(ctx, PASSWORD_DAYS)
        _queue(ctx, "password", found.email, user_id=found.id, until=until)


def ask_for_user(ctx: Context, name: str, email: str) -> None:
    """Ask the account's owner to make a user whom the caller may not make."""
    owner = queries.user(ctx, ctx.db.cached(account.load).owner_id or 0)
    if owner is not None:
        wish = {"name": name, "wanted": email, "by": ctx.actor.name}
        _queue(ctx, "user_request", owner.email, user_id=owner.id, **wish)


def tell_of_export(ctx: Context, title: str, path: str) -> None:
    """Tell the caller where the file is that was asked for: the path of its URL."""
    asker = queries.user(ctx, ctx.actor.id or 0)
    if asker is not None:
        _queue(ctx, "view_export", asker.email, user_id=asker.id, title=title, path=path)


def _in_days(ctx: Context, days: int) -> int:
    return ctx.now + days * A_DAY


def _queue(ctx: Context, purpose: str, email: str, **facts: Any) -> None:
    # Where the desk is is said when the mail is sent: the request may have named any host.
    payload = as_json({"purpose": purpose, **facts})
    enqueue(ctx, [Queued("email", SMTP, address=email, payload=payload)])
