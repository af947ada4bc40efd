"""The question whether an application may act for the user who is signed in."""

from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup
from starlette.responses import Response

from ombud.families.accounts import account
from ombud.families.oauth_tokens.authorizing import (
    SentBack,
    Unusable,
    Wish,
    allow,
    deny,
    read_wish,
)
from ombud.wire.context import Context
from ombud.workspace.markup import hidden_fields, html_page, redirect
from ombud.workspace.visit import Visit

__all__ = ["ask", "decide"]

ASKED = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
)
QUESTION = Markup(
    """<h1>Allow {client} to use {name}?</h1>
<p><strong>{client}</strong>{company} asks to act for you. With your consent it may:</p>
<div class="card">
<ul>{scopes}</ul>
<form method="post" action="/oauth/authorizations">
{hidden}
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny" class="second">Do not allow</button>
</form>
</div>
<p>Afterwards you go on to <code>{origin}</code>.</p>
<p class="quiet">You are signed in as <strong>{user}</strong>. \
<a href="/access/logout">Not you? Sign out</a></p>"""
)
UNUSABLE = Markup(
    """<h1>This cannot go on</h1>
<p>{}</p>
<p>The application that sent you here has to put this right.</p>
<p><a href="/">Back to the start</a></p>"""
)
ITEM = Markup("<li>{}</li>")
WORDS = {
    "read": "read everything that you can see",
    "write": "change everything that you can change",
    "impersonate": "act for end users",
}
VERBS = {"read": "read", "write": "change"}


def ask(visit: Visit) -> Response:
    """The question itself, after signing in."""
    with visit.signed_in() as ctx:
        if ctx.actor.id is None:
            here = f"{visit.request.path}?{urlencode(visit.request.query)}"
            return redirect(f"/access/login?return_to={quote(here, safe='')}")
        try:
            return _question(ctx, read_wish(ctx, visit.query), visit)
        except Unusable as error:
            return html_page("This cannot go on", UNUSABLE.format(error), 400)
        except SentBack as error:
            return redirect(error.url)


def decide(visit: Visit) -> Response:
    """What the user chose; what was asked is checked again, because a form can be changed."""
    with visit.signed_in(writes=True) as ctx:
        if ctx.actor.id is None:
            return redirect("/access/login")
        try:
            wish = read_wish(ctx, visit.form)
        except Unusable as error:
            return html_page("This cannot go on", UNUSABLE.format(error), 400)
        except SentBack as error:
            return redirect(error.url)
        agreed = visit.form.get("decision") == "allow"
        return redirect(allow(ctx, wish) if agreed else deny(wish))


def _question(ctx: Context, wish: Wish, visit: Visit) -> Response:
    hidden = {name: visit.query[name] for name in ASKED if name in visit.query}
    hidden["authenticity_token"] = ctx.actor.csrf_token or ""
    origin = _origin(wish.redirect_uri)
    body = QUESTION.format(
        client=wish.client_name,
        company=f" by {wish.company}" if wish.company else "",
        name=ctx.db.cached(account.load).name,
        user=ctx.actor.name,
        scopes=Markup().join(ITEM.format(_words(scope)) for scope in wish.scopes),
        origin=origin,
        hidden=hidden_fields(hidden),
    )
    return html_page(f"Allow {wish.client_name}?", body, sends_to=origin)


def _origin(uri: str) -> str:
    """Scheme and host of a web address, the scheme alone of an installed app's."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else f"{parts.scheme}:"


def _words(scope: str) -> str:
    resource, _, verb = scope.partition(":")
    if verb in VERBS:
        return f"{VERBS[verb]} {resource.replace('_', ' ')}"
    return WORDS.get(scope, scope)
