"""The one frame of all pages, and the pieces they are made of; every text is escaped.

`Markup.format` escapes what it is given, so only what stands in this folder's templates is HTML.
"""

from collections.abc import Mapping

from markupsafe import Markup
from starlette.responses import Response

from ombud.wire.errors import ApiError, TooManyRequests

__all__ = ["Page", "alert", "error_page", "hidden_fields", "html_page", "redirect"]

FRAME = Markup(
    """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="/assets/pages.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><a class="brand" href="/">Ombud</a></header>
<main id="content" tabindex="-1">
{body}
</main>
</body>
</html>
"""
)
ERROR = Markup("<h1>{title}</h1><p>{message}</p><p><a href='/'>Back to the start</a></p>")
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
MESSAGES = {
    400: ("That cannot be read", "The address or the form is not complete. Go back and try again."),
    401: ("Please sign in", "You are not signed in, or no longer."),
    403: (
        "That is not possible",
        "You may not do this, or the page was open for too long. Go back, reload it and try again.",
    ),
    404: ("Nothing here", "There is no page at this address."),
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


def error_page(error: ApiError) -> Page:
    """What a person is told of a refusal; never what it was about."""
    title, message = MESSAGES.get(error.status, UNKNOWN)
    page = html_page(title, ERROR.format(title=title, message=message), error.status)
    if isinstance(error, TooManyRequests):
        page.headers["Retry-After"] = error.headers["Retry-After"]
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
