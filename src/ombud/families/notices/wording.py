"""What notices say, with things as they are when the mail is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from ombud.families.accounts import account
from ombud.families.notices import links, queries
from ombud.families.recipient_addresses import verifying
from ombud.wire.context import Context

__all__ = ["Notice", "of"]

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail without its frame."""

    subject: str
    text: str
    html: str


def of(ctx: Context, payload: Facts) -> Notice | None:
    """The notice of a delivery's payload; None where there is nothing to say any longer."""
    return WORDS[payload["purpose"]](ctx, payload)


def _welcome(ctx: Context, facts: Facts) -> Notice | None:
    user = queries.user(ctx, facts["user_id"])
    identity = queries.primary_identity(ctx, facts["user_id"])
    if user is None or identity is None or identity.verified:
        return None
    name = ctx.db.cached(account.load).name
    token = links.password_token(ctx, user, facts["until"])
    return _notice(
        f"Welcome to {name}",
        f"Hello {user.name},",
        f"{name} has made an account for you with this e-mail address. Choose a password to "
        "sign in and follow your requests.",
        link=("Choose a password", f"{facts['base_url']}/access/password/{token}"),
        after=f"The link is good for {links.VERIFY_DAYS} days. If you do not know {name}, you "
        "need not do anything.",
    )


def _verify(ctx: Context, facts: Facts) -> Notice | None:
    identity = queries.identity(ctx, facts["identity_id"])
    if identity is None or identity.verified:
        return None
    name = ctx.db.cached(account.load).name
    token = links.verify_token(ctx, identity, facts["until"])
    return _notice(
        f"Verify your e-mail address for {name}",
        f"Hello {identity.name},",
        f"Is {identity.value} your address? Then say so on the page behind the link, and "
        f"{name} knows that mails from it are yours.",
        link=("Verify the address", f"{facts['base_url']}/access/verify/{token}"),
        after=f"The link is good for {links.VERIFY_DAYS} days. If this is not about you, you "
        "need not do anything.",
    )


def _password(ctx: Context, facts: Facts) -> Notice | None:
    user = queries.user(ctx, facts["user_id"])
    if user is None:
        return None
    name = ctx.db.cached(account.load).name
    token = links.password_token(ctx, user, facts["until"])
    return _notice(
        f"Set a new password for {name}",
        f"Hello {user.name},",
        f"Somebody, probably you, has asked for a new password to sign in to {name}.",
        link=("Choose a password", f"{facts['base_url']}/access/password/{token}"),
        after="The link is good for one day and for one time. If you did not ask for it, your "
        "password stays as it is.",
    )


def _user_request(_ctx: Context, facts: Facts) -> Notice | None:
    return _notice(
        f"{facts['by']} asks for a new user",
        f"{facts['by']} may not create users and asks you to create this one:",
        f"{facts['name']} <{facts['wanted']}>",
        after="You can do that through the API: POST /api/v2/users.",
    )


def _view_export(_ctx: Context, facts: Facts) -> Notice | None:
    return _notice(
        f"Your export of {facts['title']} is ready",
        f"The tickets of the view {facts['title']} are in a file of comma-separated values.",
        link=("Fetch the file", facts["url"]),
        after="The file is kept for three days.",
    )


def _forwarding(ctx: Context, facts: Facts) -> Notice | None:
    address = verifying.waiting(ctx, facts["address_id"], facts["until"])
    if address is None:
        return None
    code = verifying.code_of(ctx, facts["address_id"], facts["until"])
    name = ctx.db.cached(account.load).name
    return _notice(
        f"Forwarding check for {name} [{code}]",
        f"{name} has added {address} as a support address.",
        "If mail to it is forwarded to the desk, this mail comes back there by itself and the "
        "address is verified. There is nothing to do for you.",
        after=f"[{code}]",
    )


def _notice(
    subject: str, *words: str, link: tuple[str, str] | None = None, after: str = ""
) -> Notice:
    text, html = list(words), [_paragraph(escape(each)) for each in words]
    if link is not None:
        label, url = link
        text.append(f"{label}: {url}")
        html.append(_paragraph(f'<a href="{escape(url)}">{escape(label)}</a>'))
    if after:
        text.append(after)
        html.append(_paragraph(escape(after)))
    return Notice(subject, "\n\n".join(text), "".join(html))


def _paragraph(html: str) -> str:
    return f'<p style="margin:0 0 12px">{html}</p>'


WORDS: Mapping[str, Callable[[Context, Facts], Notice | None]] = {
    "welcome": _welcome,
    "verify": _verify,
    "password": _password,
    "user_request": _user_request,
    "view_export": _view_export,
    verifying.PURPOSE: _forwarding,
}
