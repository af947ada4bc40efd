"""The pages that links in mails lead to: an address is verified, a password is chosen.

Opening a link does nothing, since programs open links in mails as well; the button does.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from markupsafe import Markup
from sqlalchemy import Row
from starlette.responses import Response

from ombud.families.accounts import account
from ombud.families.notices import asking, links
from ombud.families.signing_in.attempts import Attempts
from ombud.families.signing_in.passwords import hash_password
from ombud.families.suspended_tickets import signing_up
from ombud.families.user_identities import service as identities
from ombud.families.user_passwords.by_link import set_by_link
from ombud.families.user_passwords.service import checked
from ombud.values.text import looks_like_email
from ombud.wire.context import SYSTEM, Context
from ombud.wire.errors import Invalid
from ombud.workspace.markup import alert, html_page
from ombud.workspace.visit import Visit

__all__ = ["ask_for_password", "choose_password", "sign_up", "verify"]

ASK = Markup(
    """<h1>Choose a new password</h1>
<div class="card narrow">
{alert}
<p>{name} sends a link to your e-mail address.</p>
<form method="post" action="/access/password">
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required autofocus>
<button type="submit">Send the link</button>
</form>
</div>"""
)
ASKED = Markup(
    """<h1>Look into your mail</h1>
<p>If {email} belongs to somebody at {name}, a link is on its way there. It is good for one day.</p>
<p><a href="/access/login">Back to signing in</a></p>"""
)
CHOOSE = Markup(
    """<h1>Choose a password for {name}</h1>
<div class="card narrow">
{alert}
<form method="post">
<p>You sign in with <strong>{email}</strong>.</p>
<input type="hidden" name="email" autocomplete="username" value="{email}">
<label for="password">New password</label>
<input id="password" name="password" type="password" autocomplete="new-password" required autofocus>
<button type="submit">Set the password</button>
</form>
</div>"""
)
CHOSEN = Markup(
    """<h1>The password is set</h1>
<p>From now on you sign in to {name} with it. Whoever was signed in as you no longer is.</p>
<p><a class="button" href="/access/login">Sign in</a></p>"""
)
CONFIRM = Markup(
    """<h1>Verify your e-mail address</h1>
<p>Is <strong>{email}</strong> your address? Then {name} takes mails from it as yours.</p>
<form method="post"><button type="submit">Yes, it is mine</button></form>
<p class="quiet">If it is not, or you do not know {name}, close this page.</p>"""
)
VERIFIED = Markup(
    """<h1>Thank you</h1>
<p>{email} is verified.</p>
<p><a href="/">On to {name}</a></p>"""
)
USED = Markup(
    """<h1>This link is good no longer</h1>
<p>It was used already, is too old, or did not come here whole.</p>
<p><a href="/access/password">Get a new link for a password</a></p>"""
)
NO_ADDRESS = "That is not an e-mail address."


def ask_for_password(visit: Visit) -> Response:
    """The form for a link, and the same answer for every address."""
    if visit.request.method != "POST":
        return _ask(visit, "")
    email = visit.form.get("email", "").strip().lower()
    if not looks_like_email(email):
        return _ask(visit, NO_ADDRESS)
    with visit.as_nobody(writes=True) as ctx:
        # Not even a mailbox of one's own is to be filled by others.
        attempts = ctx.db.kept(Attempts)
        attempts.check(f"link {email}", visit.request.ip_address)
        delay = attempts.failed(f"link {email}", visit.request.ip_address)
        asking.send_password_link(ctx, email)
        body = ASKED.format(email=email, name=_name(ctx))
    page = html_page("Look into your mail", body)
    page.delay = delay
    return page


def choose_password(visit: Visit) -> Response:
    """The form behind a link, and what becomes of it."""
    token = _token(visit)
    with visit.as_nobody() as ctx:
        user = links.user_of(ctx, token)
        name = _name(ctx)
    if user is None:
        return _used()
    if visit.request.method != "POST":
        return html_page("Choose a password", CHOOSE.format(name=name, alert="", email=user.email))
    try:
        password = checked(visit.form.get("password"), user.email)
        # Hashing takes long, and nobody else should wait for a lock.
        done: dict[Hashable, str] = {("hash", password): hash_password(password)}
        with visit.account.transaction(writes=True, done=done) as db:
            set_by_link(visit.context(SYSTEM, db), token, password)
    except Invalid as error:
        body = CHOOSE.format(name=name, alert=alert(error.sentence()), email=user.email)
        return html_page("Choose a password", body, 422)
    return html_page("The password is set", CHOSEN.format(name=name))


def verify(visit: Visit) -> Response:
    """The question whether an address is the reader's, and what follows from a yes."""
    return _confirm(visit, links.identity_of, "value", _prove)


def sign_up(visit: Visit) -> Response:
    """The same for who wrote a mail that waits for it, and may be nobody's user yet."""
    return _confirm(visit, links.held_mail_of, "author_email", signing_up.sign_up)


def _prove(ctx: Context, identity: Row[Any]) -> None:
    identities.prove(ctx, identity.user_id, identity.id)
    signing_up.let_in(ctx, identity.value)


def _confirm(
    visit: Visit,
    behind: Callable[[Context, str], Row[Any] | None],
    address: str,
    then: Callable[[Context, Row[Any]], None],
) -> Response:
    """Ask about what is behind the link; `address` is its column, `then` follows from a yes."""
    is_answer = visit.request.method == "POST"
    with visit.as_nobody(writes=is_answer) as ctx:
        found = behind(ctx, _token(visit))
        if found is None:
            return _used()
        facts = {"email": getattr(found, address), "name": _name(ctx)}
        if not is_answer:
            return html_page("Verify your e-mail address", CONFIRM.format(**facts))
        then(replace(ctx, actor=SYSTEM), found)
    return html_page("Thank you", VERIFIED.format(**facts))


def _ask(visit: Visit, problem: str) -> Response:
    with visit.as_nobody() as ctx:
        body = ASK.format(name=_name(ctx), alert=alert(problem))
    return html_page("Choose a new password", body, 422 if problem else 200)


def _used() -> Response:
    return html_page("This link is good no longer", USED, 404)


def _token(visit: Visit) -> str:
    return visit.request.path.rpartition("/")[2]


def _name(ctx: Context) -> str:
    return ctx.db.cached(account.load).name
