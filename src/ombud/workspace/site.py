"""The pages by their paths; whatever is none of them goes on to the API.

A browser that is refused outside of /api is shown a page and not JSON.
"""

from functools import cache
from importlib import resources
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ombud.config import Config
from ombud.values.clock import Clock
from ombud.workspace import access, consent, health, mailed, metrics, welcome
from ombud.workspace.markup import error_page
from ombud.workspace.visit import AccountOf, View, endpoint

__all__ = ["build_site"]

FILES = {"pages.css": "text/css", "icon.svg": "image/svg+xml"}
# A picture may style itself and do nothing else.
FILE_HEADERS = {
    "Cache-Control": "max-age=3600",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def build_site(account_of: AccountOf, config: Config, clock: Clock, others: ASGIApp) -> ASGIApp:
    """The ASGI application of all pages; `others` answers every other path."""

    def page(path: str, *methods: str, view: View) -> Route:
        return Route(path, endpoint(view, account_of, config, clock), methods=list(methods))

    router = Router(
        [
            page("/", "GET", view=welcome.show),
            page("/welcome/api_tokens", "POST", view=welcome.create_api_token),
            page("/access/login", "GET", "POST", view=access.sign_in),
            page("/access/password", "GET", "POST", view=mailed.ask_for_password),
            page("/access/password/{token}", "GET", "POST", view=mailed.choose_password),
            page("/access/sign_up/{token}", "GET", "POST", view=mailed.sign_up),
            page("/access/verify/{token}", "GET", "POST", view=mailed.verify),
            page("/access/logout", "GET", "POST", view=access.sign_out),
            page("/oauth/authorizations/new", "GET", view=consent.ask),
            page("/oauth/authorizations", "POST", view=consent.decide),
            page("/healthz", "GET", view=health.show),
            page("/metrics", "GET", view=metrics.show),
            Route("/assets/{name}", _asset),
            Route("/favicon.ico", _icon),
        ],
        redirect_slashes=False,
        default=others,
    )
    return _refusals_as_pages(router)


def _refusals_as_pages(app: ASGIApp) -> ASGIApp:
    """The same application, with pages in place of the refusals that people would see raw."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_visit(scope):
            await app(scope, receive, send)
            return
        refused = False

        async def send_page(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
                is_page = headers.get("content-type", "").startswith("text/html")
                refused = message["status"] >= 400 and not is_page
                if refused:
                    response = error_page(message["status"], dict(headers), path=_target(scope))
                    await response(scope, receive, send)
            if not refused:
                await send(message)

        await app(scope, receive, send_page)

    return answer


def _is_visit(scope: Scope) -> bool:
    """Whether somebody follows a link or types an address; programs take anything."""
    return scope["method"] in {"GET", "HEAD"} and "text/html" in Headers(scope=scope).get(
        "accept", ""
    )


def _target(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return quote(scope["path"]) + (f"?{query}" if query else "")


async def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    return _file(name) if name in FILES else error_page(404)


async def _icon(_request: Request) -> Response:
    return _file("icon.svg")


def _file(name: str) -> Response:
    return Response(_content(name), media_type=FILES[name], headers=FILE_HEADERS)


@cache
def _content(name: str) -> str:
    return (resources.files("ombud.workspace") / "static" / name).read_text("utf-8")
