"""The first page: what this is, whether one is signed in, and what to do next."""

from shlex import quote

from markupsafe import Markup
from starlette.responses import Response

from ombud.families.account_settings import settings
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
<p class="lead">This is a help desk that speaks the Zendesk Support API. Programs made for Zendesk
work with it once they are pointed at <code>{base_url}</code>.</p>
{who}
<section class="card">
<h2>Ask the API</h2>
{calls}
</section>
<section class="card">
<h2>Read on</h2>
<ul>
<li><a href="/api/docs">API reference</a>: every operation, its parameters and its answers</li>
<li><a href="/api/v2/openapi.json">OpenAPI document</a>: the same for tools</li>
<li>The guides for running a desk are in the folder <code>docs/guide</code> of the program.</li>
</ul>
</section>"""
)
STRANGER = Markup(
    """<section class="card">
<h2>You are not signed in</h2>
<p>Sign in with your e-mail address and password. Admins make API tokens here afterwards. The first
admin is the one named when the desk was set up; <code>make run</code> and <code>ombud init</code>
say who that is.</p>
<p><a class="button" href="/access/login">Sign in</a></p>
</section>"""
)
SOMEBODY = Markup(
    """<section class="card">
<h2>You are signed in</h2>
<p>You are <strong>{name}</strong> ({email}), {role} of this desk.</p>
{more}
<p><a href="/access/logout">Sign out</a></p>
</section>"""
)
ROLES = {"admin": "an admin", "agent": "an agent", "end-user": "a customer"}
MAKE_TOKEN = Markup(
    """<section class="card">
<h2>Create an API token</h2>
<p>A token lets a program act as any agent of the desk, without a password.</p>
<form method="post" action="/welcome/api_tokens">
{hidden}
<label for="description">What it is for</label>
<input id="description" name="description" required maxlength="255" placeholder="My laptop">
<button type="submit">Create an API token</button>
</form>
</section>"""
)
NO_TOKEN = Markup("<p>API tokens are made by admins; ask one of them for yours.</p>")
CUSTOMER = Markup(
    "<p>Write and read your requests with the API; pages for that are not built yet.</p>"
)
CALL = Markup('<p>{words}</p>\n<pre class="copy"><code>{curl}</code></pre>')
ANYBODY = "Without signing in, the desk says that it does not know you yet:"
TYPED = "With your password, which curl asks for:"
GIVEN = Markup(
    "With an API token in place of TOKEN. Before <code>/token</code> stands the address of the "
    "agent who acts:"
)
MADE = Markup(
    """<h1>Your API token</h1>
<p class="notice" role="status">Copy it now: it is shown this once.</p>
<pre class="copy"><code>{token}</code></pre>
<p>It signs in as you, or as any agent whose address is named beside it. Try it:</p>
<pre class="copy"><code>{curl}</code></pre>
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
            calls=Markup("\n").join(_calls(ctx)),
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
        return html_page("Your API token", MADE.format(token=token, curl=_with_token(ctx, token)))


def _who(ctx: Context) -> Markup:
    actor = ctx.actor
    if actor.id is None:
        return STRANGER
    more = Markup() if actor.is_admin else NO_TOKEN if actor.is_agent else CUSTOMER
    who = SOMEBODY.format(
        name=actor.name, email=actor.email or "no address", role=ROLES[actor.role], more=more
    )
    if not actor.is_admin:
        return who
    hidden = hidden_fields({"authenticity_token": actor.csrf_token or ""})
    return who + MAKE_TOKEN.format(hidden=hidden)


def _calls(ctx: Context) -> list[Markup]:
    """What to type, from what works at once to what needs a token."""
    email, allowed = ctx.actor.email, ctx.db.cached(settings.load)
    calls = []
    if email is None:
        calls.append(CALL.format(words=ANYBODY, curl=f"curl {ctx.links.api('/users/me')}"))
    elif allowed.flag("api.api_password_access"):
        url = ctx.links.api("/tickets" if ctx.actor.is_agent else "/requests")
        calls.append(CALL.format(words=TYPED, curl=f"curl -u {quote(email)} {url}"))
    if email is None or ctx.actor.is_agent:
        calls.append(CALL.format(words=GIVEN, curl=_with_token(ctx, "TOKEN")))
    return calls


def _with_token(ctx: Context, token: str) -> str:
    email = (ctx.actor.email if ctx.actor.is_agent else None) or "you@example.com"
    return f"curl -u {quote(f'{email}/token:{token}')} {ctx.links.api('/tickets')}"
