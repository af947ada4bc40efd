"""The first page: what this is, whether one is signed in, and what to do next."""

from shlex import quote

from markupsafe import Markup
from starlette.responses import Response

from ombud.families.accounts import account
from ombud.families.api_tokens import service as api_tokens
from ombud.families.api_tokens.shapes import ApiTokenChange
from ombud.wire.context import Context
from ombud.wire.errors import Forbidden, Unauthenticated
from ombud.workspace.markup import hidden_fields, html_page
from ombud.workspace.visit import Visit

__all__ = ["create_api_token", "show"]

WELCOME = Markup(
    """<h1>{name}</h1>
<p>This is a help desk run by Ombud. Programs made for the Zendesk Support API work with it:
point them at <code>{base_url}</code>.</p>
{who}
<h2>Ask the API</h2>
<p>With an API token, the name is an agent's e-mail address followed by <code>/token</code>:</p>
<pre><code>{curl}</code></pre>
<h2>Read on</h2>
<ul>
<li><a href="/api/docs">API reference</a>: every operation, its parameters and its answers</li>
<li><a href="/api/v2/openapi.json">OpenAPI document</a>: the same for tools</li>
<li>The guides for running a desk are in the folder <code>docs/guide</code> of the program.</li>
</ul>"""
)
STRANGER = Markup(
    """<p>You are not signed in.</p>
<p><a class="button" href="/access/login">Sign in</a></p>"""
)
SOMEBODY = Markup(
    """<p>You are signed in as <strong>{name}</strong> ({email}, {role}).
<a href="/access/logout">Sign out</a></p>"""
)
MAKE_TOKEN = Markup(
    """<h2>Create an API token</h2>
<form method="post" action="/welcome/api_tokens">
{hidden}
<label for="description">What it is for</label>
<input id="description" name="description" required maxlength="255" placeholder="My laptop">
<button type="submit">Create an API token</button>
</form>"""
)
NO_TOKEN = Markup("<p>API tokens are made by admins; ask one of them for yours.</p>")
MADE = Markup(
    """<h1>Your API token</h1>
<p class="notice" role="status">Copy it now: it is shown this once.</p>
<pre><code>{token}</code></pre>
<p>It signs in as you, or as any agent whose address is named beside it. Try it:</p>
<pre><code>{curl}</code></pre>
<p><a href="/">Back to the start</a></p>"""
)


def show(visit: Visit) -> Response:
    """The page for strangers and for everybody who is signed in."""
    with visit.signed_in() as ctx:
        name = ctx.db.cached(account.load).name
        body = WELCOME.format(
            name=name,
            base_url=ctx.links.base_url,
            who=_who(ctx),
            curl=_curl(ctx, "TOKEN"),
        )
        return html_page(name, body)


def create_api_token(visit: Visit) -> Response:
    """Make a token for an admin and show it once; raises Forbidden for everybody else."""
    with visit.signed_in(writes=True) as ctx:
        if ctx.actor.id is None:
            raise Unauthenticated
        if not ctx.actor.is_admin:
            raise Forbidden
        change = ApiTokenChange(description=visit.form.get("description", ""))
        token = str(api_tokens.create(ctx, change).full_token)
        return html_page("Your API token", MADE.format(token=token, curl=_curl(ctx, token)))


def _who(ctx: Context) -> Markup:
    actor = ctx.actor
    if actor.id is None:
        return STRANGER
    who = SOMEBODY.format(name=actor.name, email=actor.email or "no address", role=actor.role)
    if not actor.is_agent:
        return who
    if not actor.is_admin:
        return who + NO_TOKEN
    hidden = hidden_fields({"authenticity_token": actor.csrf_token or ""})
    return who + MAKE_TOKEN.format(hidden=hidden)


def _curl(ctx: Context, token: str) -> str:
    email = (ctx.actor.email if ctx.actor.is_agent else None) or "you@example.com"
    return f"curl -u {quote(f'{email}/token:{token}')} {ctx.links.api('/tickets')}"
