"""What notices say, with things as they are when the mail is sent, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ombud.families.accounts import account
from ombud.families.notices import links, queries
from ombud.families.notices.words import Wording, words_of
from ombud.families.recipient_addresses import verifying
from ombud.wire.context import Context

__all__ = ["Notice", "of"]

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail without its frame; `language` is the code of its words' locale."""

    subject: str
    text: str
    html: str
    language: str


@dataclass(frozen=True, slots=True)
class Said:
    """What fills the places of a notice; `path` is where its link leads to."""

    values: Mapping[str, object] = field(default_factory=dict)
    path: str = ""
    # Of the reader, where it is known who that is.
    locale_id: int | None = None


def of(ctx: Context, payload: Facts) -> Notice | None:
    """The notice of a delivery's payload; None where there is nothing to say any longer.

    Its link is below the desk's own URL, whatever host the request named that it is sent for.
    """
    purpose = payload["purpose"]
    said = PURPOSES[purpose](ctx, payload)
    if said is None:
        return None
    own = ctx.db.cached(account.load)
    language, words = words_of(said.locale_id, own.locale_id)
    values = {"account": own.name, "days": links.VERIFY_DAYS, **said.values}
    url = f"{ctx.links.base_url}{said.path}"
    return _notice(getattr(words, purpose), values, url, language)


def _welcome(ctx: Context, facts: Facts) -> Said | None:
    user = queries.user(ctx, facts["user_id"])
    identity = queries.primary_identity(ctx, facts["user_id"])
    if user is None or identity is None or identity.verified:
        return None
    token = links.password_token(ctx, user, facts["until"])
    return Said({"name": user.name}, f"/access/password/{token}", user.locale_id)


def _verify(ctx: Context, facts: Facts) -> Said | None:
    identity = queries.identity(ctx, facts["identity_id"])
    if identity is None or identity.verified:
        return None
    token = links.verify_token(ctx, identity, facts["until"])
    values = {"name": identity.name, "address": identity.value}
    return Said(values, f"/access/verify/{token}", identity.locale_id)


def _sign_up(ctx: Context, facts: Facts) -> Said | None:
    """Nothing of what the mail says: whoever wrote it may have put in somebody else's address."""
    held = queries.held_mail(ctx, facts["suspended_id"])
    if held is None:
        return None
    token = links.sign_up_token(ctx, held, facts["until"])
    return Said({"address": held.author_email}, f"/access/sign_up/{token}")


def _password(ctx: Context, facts: Facts) -> Said | None:
    user = queries.user(ctx, facts["user_id"])
    if user is None:
        return None
    token = links.password_token(ctx, user, facts["until"])
    return Said({"name": user.name}, f"/access/password/{token}", user.locale_id)


def _user_request(ctx: Context, facts: Facts) -> Said:
    owner = queries.user(ctx, facts["user_id"])
    values = {"asker": facts["by"], "name": facts["name"], "address": facts["wanted"]}
    return Said(values, locale_id=owner.locale_id if owner else None)


def _view_export(ctx: Context, facts: Facts) -> Said:
    asker = queries.user(ctx, facts["user_id"])
    locale_id = asker.locale_id if asker else None
    return Said({"title": facts["title"]}, facts["path"], locale_id)


def _forwarding(ctx: Context, facts: Facts) -> Said | None:
    address = verifying.waiting(ctx, facts["address_id"], facts["until"])
    if address is None:
        return None
    code = verifying.code_of(ctx, facts["address_id"], facts["until"])
    return Said({"address": address, "code": code})


def _notice(wording: Wording, values: Mapping[str, object], url: str, language: str) -> Notice:
    lines = [each.format_map(values) for each in wording.lines]
    after = wording.after.format_map(values)
    text, html = list(lines), [_paragraph(escape(each)) for each in lines]
    if wording.link:
        text.append(f"{wording.link}: {url}")
        html.append(_paragraph(f'<a href="{escape(url)}">{escape(wording.link)}</a>'))
    if after:
        text.append(after)
        html.append(_paragraph(escape(after)))
    subject = wording.subject.format_map(values)
    return Notice(subject, "\n\n".join(text), "".join(html), language)


def _paragraph(html: str) -> str:
    return f'<p style="margin:0 0 12px">{html}</p>'


# By the names under which Words has them.
PURPOSES: Mapping[str, Callable[[Context, Facts], Said | None]] = {
    "welcome": _welcome,
    "verify": _verify,
    "sign_up": _sign_up,
    "password": _password,
    "user_request": _user_request,
    "view_export": _view_export,
    verifying.PURPOSE: _forwarding,
}
