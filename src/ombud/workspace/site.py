"""The pages by their paths; whatever is none of them goes on to the API."""

from functools import cache
from importlib import resources

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp

from ombud.config import Config
from ombud.values.clock import Clock
from ombud.workspace import access, consent, health, welcome
from ombud.workspace.visit import AccountOf, View, endpoint

__all__ = ["build_site"]


def build_site(account_of: AccountOf, config: Config, clock: Clock, others: ASGIApp) -> Router:
    """The ASGI application of all pages; `others` answers every other path."""

    def page(path: str, *methods: str, view: View) -> Route:
        return Route(path, endpoint(view, account_of, config, clock), methods=list(methods))

    return Router(
        [
            page("/", "GET", view=welcome.show),
            page("/welcome/api_tokens", "POST", view=welcome.create_api_token),
            page("/access/login", "GET", "POST", view=access.sign_in),
            page("/access/logout", "GET", "POST", view=access.sign_out),
            page("/oauth/authorizations/new", "GET", view=consent.ask),
            page("/oauth/authorizations", "POST", view=consent.decide),
            page("/healthz", "GET", view=health.show),
            Route("/assets/pages.css", _style),
        ],
        redirect_slashes=False,
        default=others,
    )


async def _style(_request: Request) -> Response:
    headers = {"Cache-Control": "max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(_style_sheet(), media_type="text/css", headers=headers)


@cache
def _style_sheet() -> str:
    return (resources.files("ombud.workspace") / "static" / "pages.css").read_text("utf-8")
