"""The one frame of all pages, and the pieces they are made of; every text is escaped.

`Markup.format` escapes what it is given, so only what stands in this folder's templates is HTML.
"""

from collections.abc import Mapping
from urllib.parse import quote

from markupsafe import Markup
from starlette.responses import Response

__all__ = ["Page", "alert", "error_page", "hidden_fields", "html_page", "redirect"]

FRAME = Markup(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/pages.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><a class="brand" href="/">Ombud</a> <a href="/api/docs">API reference</a></header>
<main id="content" tabindex="-1">
{body}
</main>
</body>
</html>
"""
)
ERROR = Markup("<h1>{title}</h1>\n<p>{message}</p>\n<p>{way_on}</p>")
START = Markup('<a href="/">Back to the start</a>')
SIGN_IN = Markup('<a class="button" href="/access/login?return_to={}">Sign in</a>')
ALERT = Markup('<p class="alert" role="alert">{}</p>')
HIDDEN = Markup('<input type="hidden" name="{}" value="{}">')
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
# Addresses of pages may hold what must not leak: only pages of this desk are told them.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# Headers of a refusal that its page has as well.
PASSED_ON = ("retry-after", "allow")
MESSAGES = {
    400: ("That cannot be read", "The address or the form is not complete. Go back and try again."),
    401: ("Please sign in", "You are not signed in, or no longer."),
    403: (
        "That is not possible",
        "You may not do this, or the page was open for too long. Go back, reload it and try again.",
    ),
    404: ("Nothing here", "There is no page at this address, or it is not for you to see."),
    405: ("Nothing here", "This address only takes a form that was filled in before."),
    413: ("That is too much", "The form holds more than can be read."),
    422: ("That cannot be saved", "Something in the form is not right. Go back and correct it."),
    429: ("Please wait", "That was tried too often. Wait a few minutes before trying again."),
    503: ("Busy", "The desk is busy. Try again in a moment."),
}
UNKNOWN = ("Something went wrong", "The fault is ours, and it is in the log of the desk.")


class Page(Response):
    """An HTML page that runs no script and loads nothing from elsewhere."""

    media_type = "text/html"

    def __init__(self, content: str, status: int = 200, *, sends_to: str = "") -> None:
        """`sends_to` is another origin that a form of this page may lead to."""
        policy = f"{POLICY} {sends_to}".rstrip()
        super().__init__(content, status, {**HEADERS, "Content-Security-Policy": policy})
        # Seconds that it waits before it goes out, to slow down guessing.
        self.delay = 0.0


def html_page(title: str, body: Markup, status: int = 200, *, sends_to: str = "") -> Page:
    """A whole page."""
    return Page(FRAME.format(title=title, body=body), status, sends_to=sends_to)


def error_page(status: int, headers: Mapping[str, str] | None = None, *, path: str = "/") -> Page:
    """What a person is told of a refusal; never what it was about.

    `path` is where they go on once they have signed in.
    """
    title, message = MESSAGES.get(status, UNKNOWN)
    way_on = SIGN_IN.format(quote(path, safe="")) if status == 401 else START
    page = html_page(title, ERROR.format(title=title, message=message, way_on=way_on), status)
    kept = {name: value for name, value in (headers or {}).items() if name.lower() in PASSED_ON}
    page.headers.update(kept)
    return page


def redirect(url: str) -> Response:
    """See another page; `url` must be known to be a good place."""
    return Response(status_code=303, headers={**HEADERS, "Location": url})


def alert(message: str) -> Markup:
    """A sentence that is read out at once; nothing for an empty one."""
    return ALERT.format(message) if message else Markup()


def hidden_fields(values: Mapping[str, str]) -> Markup:
    """What a form sends along unseen."""
    return Markup().join(HIDDEN.format(name, value) for name, value in values.items())
