"""Signing in with a password and signing out again."""

import hmac
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from ombud.families.accounts import account
from ombud.families.sessions import service as sessions
from ombud.families.signing_in.by_password import actor_by_password
from ombud.families.signing_in.by_session import COOKIE, cookie, session_cookie
from ombud.values.tokens import new_token
from ombud.wire.errors import ApiError, Forbidden, TooManyRequests, Unauthenticated
from ombud.workspace.markup import alert, hidden_fields, html_page, redirect
from ombud.workspace.visit import Visit

__all__ = ["local_path", "sign_in", "sign_out"]

# Ties the form to the browser that asked for it, before there is a session.
FORM_COOKIE = "_ombud_sign_in"
LOCAL = re.compile(r"/(?![/\\]).*")
FORM_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
SIGN_IN = Markup(
    """<h1>Sign in to {name}</h1>
<div class="card narrow">
{alert}
<form method="post" action="/access/login">
{hidden}
<label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="username" required value="{email}"{on_email}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required\
{on_password}>
<button type="submit">Sign in</button>
</form>
</div>
<p class="quiet">No password, or a forgotten one? <a href="/access/password">Get a link by e-mail</a> \
to choose one.</p>"""
)
SIGN_OUT = Markup(
    """<h1>Sign out</h1>
<p>You are signed in as {name}.</p>
<form method="post" action="/access/logout">
{hidden}
<button type="submit">Sign out</button>
<a href="/">Stay signed in</a>
</form>"""
)
AUTOFOCUS = Markup(" autofocus")
WRONG = "The e-mail address or the password is wrong."
SUSPENDED = "This user is suspended and cannot sign in."


@dataclass(frozen=True, slots=True)
class Refused:
    """Why somebody was not signed in, in words for them."""

    message: str
    status: int
    delay: float = 0.0
    retry_after: str = ""


def sign_in(visit: Visit) -> Response:
    """The form, and what becomes of it."""
    if visit.request.method != "POST":
        return _form(visit, visit.query)
    _check_form(visit)
    email, password = visit.form.get("email", "").strip(), visit.form.get("password", "")
    try:
        # Read only: checking a password takes long, and nobody else should wait for a lock.
        with visit.as_nobody() as ctx:
            address = visit.request.ip_address
            actor = actor_by_password(ctx.db, visit.config, email, password, address)
    except (Unauthenticated, Forbidden, TooManyRequests) as error:
        return _form(visit, visit.form, _reason(error))
    with visit.as_nobody(writes=True) as ctx:
        sessions.end_of_browser(ctx, cookie(visit.request, COOKIE) or "")
        token = sessions.start(ctx, actor.id or 0)
    answer = redirect(local_path(visit.form.get("return_to", "")))
    _set_cookie(answer, session_cookie(token, visit.request.base_url))
    _set_cookie(answer, session_cookie("", visit.request.base_url, FORM_COOKIE))
    return answer


def sign_out(visit: Visit) -> Response:
    """Ask once more, then end the session."""
    if visit.request.method != "POST":
        with visit.signed_in() as ctx:
            if ctx.actor.id is None:
                return redirect("/")
            hidden = hidden_fields({"authenticity_token": ctx.actor.csrf_token or ""})
            return html_page("Sign out", SIGN_OUT.format(name=ctx.actor.name, hidden=hidden))
    with visit.signed_in(writes=True) as ctx:
        sessions.end_current(ctx)
    answer = redirect("/")
    _set_cookie(answer, session_cookie("", visit.request.base_url))
    return answer


def local_path(wish: str) -> str:
    """The path of this desk to go on to; the start for every other address."""
    # Browsers read a second slash, or a backslash, as the beginning of a host.
    is_local = LOCAL.fullmatch(wish) is not None
    return wish if is_local and wish.isascii() and wish.isprintable() else "/"


def _form(visit: Visit, given: Mapping[str, str], refused: Refused | None = None) -> Response:
    token = cookie(visit.request, FORM_COOKIE) or ""
    if not FORM_TOKEN.fullmatch(token):
        token = new_token(43)
    with visit.as_nobody() as ctx:
        name = ctx.db.cached(account.load).name
    email = given.get("email", "") if refused else ""
    hidden = {"form_token": token, "return_to": local_path(given.get("return_to", ""))}
    body = SIGN_IN.format(
        name=name,
        alert=alert(refused.message if refused else ""),
        hidden=hidden_fields(hidden),
        email=email,
        # The first thing that is missing is what one types next.
        on_email="" if email else AUTOFOCUS,
        on_password=AUTOFOCUS if email else "",
    )
    page = html_page(f"Sign in to {name}", body, refused.status if refused else 200)
    _set_cookie(page, session_cookie(token, visit.request.base_url, FORM_COOKIE))
    if refused:
        page.delay = refused.delay
    if refused and refused.retry_after:
        page.headers["Retry-After"] = refused.retry_after
    return page


def _check_form(visit: Visit) -> None:
    """Raise Forbidden for a form that another site made the browser send."""
    expected = cookie(visit.request, FORM_COOKIE) or ""
    given = visit.form.get("form_token", "")
    is_ours = visit.request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    same = hmac.compare_digest(expected.encode(), given.encode())
    if not (is_ours and same and FORM_TOKEN.fullmatch(expected)):
        raise Forbidden


def _reason(error: ApiError) -> Refused:
    if isinstance(error, TooManyRequests):
        seconds = error.headers["Retry-After"]
        minutes = math.ceil(int(seconds) / 60)
        wait = "a minute" if minutes == 1 else f"{minutes} minutes"
        message = f"Too many wrong passwords. Try again in {wait}."
        return Refused(message, error.status, retry_after=seconds)
    if isinstance(error, Unauthenticated):
        return Refused(WRONG, error.status, error.delay)
    return Refused(SUSPENDED, error.status)


def _set_cookie(answer: Response, header: str) -> None:
    answer.headers.append("Set-Cookie", header)
